import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiKey, otherApiKey, startWorld, type World } from './support/gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'poundkey-block-'));
let world: World;
beforeAll(async () => {
  const path = join(folder, 'apps.json');
  const fraud = { block: true, days: 30 };
  const apps = { default: { name: 'Payroll', fraud }, other: { name: 'Other' } };
  writeFileSync(path, JSON.stringify({ apps }));
  world = await startWorld({ POUNDKEY_APPS: path });
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});

let people = 0;
/** Rings somebody who reports at once that it was not them; the call then asks whether to block the account. */
async function reported(key = apiKey) {
  const number = `+1415556${1_000 + ++people}`;
  const [id, subject] = [`block-call-${people}`, `user-${people}`];
  const phone = world.simulator.phone(number);
  const asked = { id, to: number, channel: 'voice', method: 'pound', subject };
  expect((await world.request('POST', '/v1/challenges', asked, key)).status).toBe(202);
  await phone.waitForCall();
  phone.answer();
  await phone.waitForPrompt();
  phone.press('0');
  await phone.waitForPrompt();
  phone.press('#');
  return { id, subject, phone, number };
}
const heard = (phone: { call(): { transcript: readonly string[] } | undefined | null }) =>
  phone.call()?.transcript.join(' ') ?? '';
const ask = (subject: string, number: string, key = apiKey) =>
  world.request('POST', '/v1/challenges', { to: number, channel: 'sms', method: 'code', subject }, key);
const block = (subject: string, key = apiKey) =>
  world.request('GET', `/v1/blocks/${encodeURIComponent(subject)}`, undefined, key);

describe('a person who reports fraud', () => {
  it('is let in by nobody at once, and then blocks the account with 1: it is asked no more until somebody lifts it', async () => {
    const { id, subject, phone, number } = await reported();
    expect(await world.closed(id)).toMatchObject({ status: 'denied', reason: 'fraud-reported' });
    await phone.waitForPrompt();
    expect(heard(phone)).toContain('press one');
    expect((await block(subject)).body['block']).toBeUndefined();
    phone.press('1');
    await phone.waitForHangup();
    expect(heard(phone)).toContain('Your account is blocked');
    const { body } = await block(subject);
    const found = body['block'] as Record<string, string>;
    expect(found).toMatchObject({ subject, by: 'person', reason: 'fraud-reported' });
    expect(Date.parse(found['until'] ?? '') - Date.parse(found['at'] ?? '')).toBe(30 * 86_400_000);
    const calls = world.simulator.calls().length;
    expect(await ask(subject, number)).toMatchObject({ status: 403, body: { code: 'subject-blocked' } });
    await world.enqueue('block-queue-1', { to: number, channel: 'voice', method: 'pound', subject });
    expect(await world.closed('block-queue-1')).toMatchObject({ status: 'failed', reason: 'subject-blocked' });
    expect(world.simulator.calls()).toHaveLength(calls);
    const lifted = await world.request('POST', `/v1/blocks/${subject}/lift`, { reason: 'spoke to them' });
    expect(lifted).toMatchObject({
      status: 200,
      body: {
        history: [
          { what: 'lifted', by: 'app', reason: 'spoke to them' },
          { what: 'blocked', by: 'person' },
        ],
      },
    });
    expect((await ask(subject, number)).status).toBe(202);
  });

  it.each(['2', '#', '0', '*'])('blocks nothing with %s', async (key) => {
    const { subject, phone } = await reported();
    await phone.waitForPrompt();
    phone.press(key);
    await phone.waitForHangup();
    expect(heard(phone)).toContain('Nobody was let in. Goodbye');
    expect((await block(subject)).body).toEqual({ subject, history: [] });
  });

  it('blocks nothing by hanging up, nor in an app that has no blocks', async () => {
    const one = await reported();
    await one.phone.waitForPrompt();
    one.phone.hangup();
    expect((await block(one.subject)).body).toEqual({ subject: one.subject, history: [] });
    const other = await reported(otherApiKey);
    await other.phone.waitForHangup();
    expect(heard(other.phone)).not.toContain('press one');
    expect((await block(other.subject, otherApiKey)).body['history']).toEqual([]);
  });

  it('blocks nobody by a text of 0: its sender can be forged', async () => {
    const phone = world.simulator.phone('+14155562001');
    const asked = { id: 'block-text-1', to: phone.number, channel: 'sms', method: 'reply', subject: 'user-text' };
    await world.request('POST', '/v1/challenges', asked);
    await phone.waitForText();
    await phone.text('+14155550002', '0');
    expect(await world.closed('block-text-1')).toMatchObject({ reason: 'fraud-reported' });
    expect((await block('user-text')).body['history']).toEqual([]);
  });
});

describe('an auth server', () => {
  const subject = 'somebody / else? #1';
  it('blocks, lists and lifts by itself, whatever the subject is called, and sees nothing of another app', async () => {
    const made = await world.request('POST', '/v1/blocks', { subject, reason: 'left the company', days: 2 });
    expect(made).toMatchObject({ status: 201, body: { subject, by: 'app', reason: 'left the company' } });
    expect(await ask(subject, '+14155562002')).toMatchObject({ status: 403, body: { code: 'subject-blocked' } });
    expect((await ask(subject, '+14155562002', otherApiKey)).status).toBe(202);
    expect((await world.request('GET', '/v1/blocks')).body).toMatchObject({ blocks: [{ subject }] });
    expect((await world.request('GET', '/v1/blocks', undefined, otherApiKey)).body).toEqual({ blocks: [] });
    expect((await block(subject, otherApiKey)).body['block']).toBeUndefined();
    const lift = `/v1/blocks/${encodeURIComponent(subject)}/lift`;
    expect(await world.request('POST', lift, { reason: 'x' }, otherApiKey)).toMatchObject({ status: 404 });
    expect((await world.request('POST', lift, { reason: 'back' })).status).toBe(200);
    expect(await world.request('POST', lift, { reason: 'again' })).toMatchObject({ body: { code: 'not-blocked' } });
    expect((await world.request('GET', '/v1/blocks')).body).toEqual({ blocks: [] });
  });

  it('goes through a long list page by page', async () => {
    for (let n = 0; n < 5; n++)
      await world.request('POST', '/v1/blocks', { subject: `page-${n}`, reason: 'test', days: n + 1 });
    const first = await world.request('GET', '/v1/blocks?limit=3');
    const second = await world.request('GET', `/v1/blocks?limit=3&cursor=${first.body['cursor']}`);
    const subjects = [first, second].flatMap(({ body }) => body['blocks'] as { subject: string }[]);
    expect(subjects.map(({ subject: name }) => name)).toEqual(['page-0', 'page-1', 'page-2', 'page-3', 'page-4']);
    expect(second.body['cursor']).toBeUndefined();
  });

  it.each([
    [{ reason: 'x' }, 'subject'],
    [{ subject: 'a' }, 'reason'],
    [{ subject: 'a', reason: 'x', days: 0 }, 'days'],
    [{ subject: 'a', reason: 'x\u202e' }, 'reason'],
  ])('is told what is wrong with %j', async (body, path) => {
    const { status, body: told } = await world.request('POST', '/v1/blocks', body);
    expect({ status, paths: (told['errors'] as { path: string }[]).map((fault) => fault.path) }).toEqual({
      status: 422,
      paths: [path],
    });
  });
});
