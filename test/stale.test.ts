import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../script/free-port.mjs';
import { assemble, type Gateway } from '../src/assemble.ts';
import { createLog } from '../src/log.ts';
import { startWorld, type World } from './support/gateway.ts';

let world: World;
let second: Gateway;
let secondApi: string;
beforeAll(async () => {
  world = await startWorld();
  const config = { ...world.config, roles: new Set(['api'] as const), port: await freePort() };
  second = assemble(config, createLog('silent'));
  secondApi = (await second.start()).privateUrl;
  for (let look = 0; look < 200 && (await fetch(`${secondApi}/readyz`)).status !== 200; look++)
    await new Promise((resolve) => setTimeout(resolve, 25));
});
afterAll(async () => {
  await second.stop(1_000);
  await world.stop();
});

describe('a process that remembers a challenge as it wrote it last', () => {
  it('does not go by that memory once another process has closed the challenge', async () => {
    const phone = world.simulator.phone('+14155550600');
    await world.enqueue('stale-memory-1', { to: '+14155550600', channel: 'voice', method: 'pound' });
    await phone.waitForCall();
    phone.answer();
    await phone.waitForPrompt();
    // The first process has just asked the question and remembers the challenge open; the second cancels it.
    const headers = { Authorization: 'Bearer key-of-the-default-app-0' };
    await fetch(`${secondApi}/v1/challenges/stale-memory-1/cancel`, { method: 'POST', headers });
    expect(await world.closed('stale-memory-1')).toMatchObject({ status: 'canceled', reason: 'by-app' });
    await phone.waitForHangup();
    const { body } = await world.request('POST', '/v1/challenges/stale-memory-1/cancel');
    expect(body).toMatchObject({ status: 'canceled', reason: 'by-app' });
    expect(
      world.published.filter(({ id, type }) => id === 'stale-memory-1' && type === 'challenge.closed'),
    ).toHaveLength(1);
  });
});
