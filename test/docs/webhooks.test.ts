import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import { appFile } from '../../src/contract/app-file.ts';
import { secrets, settingsWithWebhook } from '../outbound/apps-with-webhook.ts';
import { startWorld, type World } from '../support/gateway.ts';
import { python, run, samples } from './programs.ts';

let world: World;
let port: number;
beforeAll(async () => {
  port = await freePort();
  world = await startWorld(settingsWithWebhook(`http://127.0.0.1:${port}/`));
}, 30_000);
afterAll(() => world?.stop());

const receiving = (sample = '') => sample.replace('YOUR-SECRET', secrets[1] ?? '').replace('9000', String(port));
const forged = () =>
  fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: {
      'webhook-id': 'r_1',
      'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
      'webhook-signature': 'v1,AAAA',
    },
    body: '{"status":"approved"}',
  });

async function receives(sample: string, language: 'ts' | 'py'): Promise<void> {
  const program = run(receiving(sample), language, world);
  const to = language === 'ts' ? '+14155550109' : '+14155550110';
  world.simulator.phone(to).behave('press-pound');
  await world.request('POST', '/v1/challenges', { to, channel: 'voice', method: 'pound' });
  await program.says(/^approved pound-pressed$/);
  expect((await forged()).status).toBe(400);
}

describe('docs/webhooks.md', () => {
  test('has a setting that the gateway takes', () => {
    const [sample = ''] = samples('webhooks.md', 'json');
    expect(appFile.safeParse(JSON.parse(sample.replace('whsec_…', secrets[0] ?? ''))).success).toBe(true);
  });
  test('receives in Node what is sent, and refuses what is forged', async () => {
    await receives(samples('webhooks.md', 'ts')[0] ?? '', 'ts');
  });
  test.skipIf(python === '')('receives in Python what is sent, and refuses what is forged', async () => {
    await receives(samples('webhooks.md', 'python')[0] ?? '', 'py');
  });
});
