import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from './support/gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'poundkey-own-words-'));
let world: World;
beforeAll(async () => {
  const file = join(folder, 'apps.json');
  const call = { about: 'This is {app} speaking.', howToApprove: 'Pound, if it is you.' };
  const recordings = { approved: 'https://sounds.example/thanks.mp3' };
  const english = { voice: 'Polly.Joanna', call, recordings, text: { code: '{code}: for {app}.' } };
  const acme = { name: 'Acme', text: { webOtpDomain: 'login.acme.example' }, wording: { en: english } };
  writeFileSync(file, JSON.stringify({ apps: { default: acme } }));
  world = await startWorld({ POUNDKEY_APPS: file });
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});

it('a call speaks its app’s words and plays its recording', async () => {
  const phone = world.simulator.phone('+14155558100');
  await world.request('POST', '/v1/challenges', {
    id: 'own-1-x-x',
    to: phone.number,
    channel: 'voice',
    method: 'pound',
  });
  await phone.waitForCall();
  phone.answer();
  const { transcript } = await phone.waitForPrompt();
  expect(transcript.join(' ')).toContain('This is Acme speaking. Pound, if it is you.');
  phone.press('#');
  expect(await world.closed('own-1-x-x')).toMatchObject({ status: 'approved' });
  expect((await phone.waitForHangup())?.transcript.join(' ')).toContain('sounds.example/thanks.mp3');
});

it('a text says its app’s words and ends with the line for browsers', async () => {
  const phone = world.simulator.phone('+14155558101');
  await world.request('POST', '/v1/challenges', { id: 'own-2-x-x', to: phone.number, channel: 'sms', method: 'code' });
  const { body } = await phone.waitForText();
  expect(body).toMatch(/^(\d{6}): for Acme\.\n@login\.acme\.example #\1$/);
});
