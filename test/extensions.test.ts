import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiKey, otherApiKey, startWorld, type World } from './support/gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'poundkey-extensions-'));
let world: World;
beforeAll(async () => {
  const file = join(folder, 'apps.json');
  const extensions = { by: 'words', secondsBefore: 1, secondsAfter: 2 };
  const apps = {
    default: { name: 'Acme', extensions: { secondsBefore: 3, secondsAfter: 1 } },
    other: { name: 'Payroll', extensions },
  };
  writeFileSync(file, JSON.stringify({ apps }));
  world = await startWorld({ POUNDKEY_APPS: file, POUNDKEY_MACHINE_DETECTION: 'on' });
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});

let made = 0;
/** An office phone behind a switchboard, called for the extension that it has. */
async function office(key: string, request: Record<string, unknown> = {}, number = `+1415557${1_000 + ++made}`) {
  made += 1;
  const phone = world.simulator.phone(number);
  phone.behave('switchboard', '4012');
  const id = `office-${made}-x`;
  const body = { id, to: number, extension: '4012', channel: 'voice', method: 'match', ...request };
  const answer = await world.request('POST', '/v1/challenges', body, key);
  return { id, phone, answer };
}
const askedFor = (id: string) =>
  world.simulator
    .requests()
    .find(({ kind, fields }) => kind === 'rest' && String(fields['Url'] ?? '').includes(`/${id}/`))?.fields ?? {};
/** Lets the waits of the call pass. */
async function untilAsked(phone: ReturnType<World['simulator']['phone']>) {
  const prompt = phone.waitForPrompt();
  let asked = false;
  void prompt.then(() => {
    asked = true;
  });
  await expect
    .poll(async () => {
      await world.simulator.advance(1);
      return asked;
    })
    .toBe(true);
  return await prompt;
}

describe('an office phone', () => {
  it('is dialled by tones, after the wait of its app, and the person approves', async () => {
    const { id, phone, answer } = await office(apiKey);
    await untilAsked(phone);
    expect(askedFor(id)).toMatchObject({ SendDigits: 'WWW4012' });
    phone.press(`${answer.body['matchNumber']}#`);
    expect(await world.closed(id)).toMatchObject({ status: 'approved' });
  });

  it.each([
    ['en-US', 'Please connect me to extension 4, 0, 1, 2'],
    ['de-DE', 'mit der Durchwahl 4, 0, 1, 2'],
    ['nl-NL', 'met toestel 4, 0, 1, 2'],
    ['fr-FR', 'le poste 4, 0, 1, 2'],
    ['es-ES', 'con la extensión 4, 0, 1, 2'],
  ])('is asked for in words, in the language of the person: %s', async (locale, words) => {
    const { id, phone, answer } = await office(otherApiKey, { locale });
    const said = (await untilAsked(phone)).transcript.join(' ');
    expect(said).toContain(words);
    expect(said.indexOf(words)).toBeLessThan(said.indexOf('Payroll'));
    const asked = askedFor(id);
    for (const name of ['SendDigits', 'MachineDetection']) expect(asked).not.toHaveProperty(name);
    phone.press(`${answer.body['matchNumber']}#`);
    expect(await world.closed(id)).toMatchObject({ status: 'approved' });
  });

  it('tells who comes to the phone late again what it is about', async () => {
    const { phone } = await office(otherApiKey);
    const before = (await untilAsked(phone)).transcript.length;
    await world.simulator.advance(9);
    const later = (await untilAsked(phone)).transcript.slice(before).join(' ');
    expect(later).toContain('Payroll');
    expect(later).not.toContain('connect me');
  });

  it.each([
    [otherApiKey, '4012#'],
    [otherApiKey, 'ww4012'],
    [otherApiKey, '12345678901'],
    [apiKey, '4'.repeat(30)],
    [apiKey, '40-12'],
  ])('with an extension that cannot be reached is refused before it is dialled: %s %s', async (key, extension) => {
    const { answer, phone } = await office(key, { extension });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-request', errors: [{ path: 'extension' }] } });
    expect(phone.call()).toBeNull();
  });

  it('with such an extension is told so by queue, too', async () => {
    const request = { app: 'other', to: '+14155579999', extension: '4012#', channel: 'voice', method: 'pound' };
    await world.enqueue('office-queue-1', request);
    const told = await world.closed('office-queue-1');
    expect(told).toMatchObject({ reason: 'invalid-request', errors: [{ path: 'extension' }] });
  });

  it('is not dialled by an extension that was given with another number', async () => {
    const mobile = world.simulator.phone('+14155578888');
    const next = [{ channel: 'voice', method: 'match', afterSeconds: 0, to: mobile.number }];
    const { id } = await office(apiKey, { next });
    await mobile.waitForCall();
    const asked = world.simulator.requests().filter(({ kind, fields }) => {
      return kind === 'rest' && String(fields['Url'] ?? '').includes(`/${id}/1/`);
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.fields).not.toHaveProperty('SendDigits');
  });

  it('rung for two, one after the other, approves each by its own call', async () => {
    const number = '+14155577777';
    const first = await office(apiKey, { subject: 'first' }, number);
    await untilAsked(first.phone);
    first.phone.press(`${first.answer.body['matchNumber']}#`);
    expect(await world.closed(first.id)).toMatchObject({ status: 'approved' });
    await first.phone.waitForHangup();
    const second = await office(apiKey, { subject: 'second' }, number);
    await untilAsked(second.phone);
    expect((await world.request('GET', `/v1/challenges/${second.id}`)).body['status']).toBe('answered');
    second.phone.press(`${second.answer.body['matchNumber']}#`);
    expect(await world.closed(second.id)).toMatchObject({ status: 'approved' });
  });
});
