import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../support/gateway.ts';
import { signInCookie } from '../support/operator.ts';

let world: World;
let cookie: string;
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_OPERATORS: 'ann:correct horse battery' });
  cookie = await signInCookie(world.api, 'ann', 'correct horse battery');
  const request = {
    to: '+14155550177',
    channel: 'sms',
    method: 'code',
    code: '998877',
    metadata: { note: 'ring 415 555 0178' },
  };
  await world.enqueue('board-delayed-1', request, { delay: 3_600_000 });
});
afterAll(() => world.stop());

const ask = (path: string, method = 'GET') => fetch(`${world.api}/ops/queues${path}`, { method, headers: { cookie } });

describe('the queues, to look at', () => {
  it('show a waiting request without its number, its code or whatever its texts hold', async () => {
    const jobs = await (await ask('/api/queues?activeQueue=challenges&status=delayed&page=1&jobsPerPage=10')).text();
    expect(jobs).toContain('board-delayed-1');
    expect(jobs).not.toMatch(/415 ?555|998877/);
    const one = await (await ask('/api/queues/challenges/board-delayed-1')).text();
    expect(one).toContain('board-delayed-1');
    expect(one).not.toMatch(/415 ?555|998877/);
  });

  it('show logs masked: no formatter of the board reaches them', async () => {
    const { Queue } = await import('bullmq');
    const queue = new Queue('challenges', { connection: { url: world.redis.url }, prefix: '{poundkey}' });
    await queue.addJobLog('board-delayed-1', 'tried +14155550177 with 998877');
    await queue.close();
    const logs = await (await ask('/api/queues/challenges/board-delayed-1/logs')).text();
    expect(logs).toContain('tried');
    expect(logs).not.toMatch(/415555|998877/);
  });

  it('have no button that works: nothing but reading is there', async () => {
    for (const [path, method] of [
      ['/api/queues/challenges/board-delayed-1/promote', 'PUT'],
      ['/api/queues/challenges/board-delayed-1/clean', 'PUT'],
      ['/api/queues/challenges/add', 'POST'],
      ['/api/queues/challenges/pause', 'PUT'],
      ['/api/queues/challenges/obliterate', 'PUT'],
    ] as const)
      expect([404, 405], path).toContain((await ask(path, method)).status);
    const { counts } = JSON.parse(await (await ask('/api/queues')).text()).queues[0] as {
      counts: Record<string, number>;
    };
    expect(counts['delayed']).toBe(1);
  });

  it('load nothing from another host', async () => {
    const page = await ask('/');
    expect(await page.text()).not.toMatch(/(?:href|src)="(?:https?:)?\/\//);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('show a job without its name where that is no id of ours: it may be a number', async () => {
    await world.enqueue('+14155550179', { to: '+14155550179' }, { delay: 3_600_000 });
    const jobs = await (await ask('/api/queues?activeQueue=challenges&status=delayed&page=1&jobsPerPage=10')).text();
    expect(jobs).toContain('••••');
    expect(jobs).not.toContain('4155550179');
  });
});
