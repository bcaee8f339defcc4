import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import { startSimulator } from '../../simulator/start.ts';
import { assemble } from '../../src/assemble.ts';
import { createLog } from '../../src/log.ts';
import { apiKey, configFor, startWorld, type World } from '../support/gateway.ts';
import { startRedis } from '../support/redis.ts';

interface Health {
  readonly status: string;
  readonly failing?: readonly { readonly check: string; readonly problem: string }[];
}
const get = async (api: string, path: string) => {
  const response = await fetch(api + path);
  return { status: response.status, headers: response.headers, body: (await response.json()) as Health };
};
const patience = { timeout: 15_000, interval: 50 };

describe('a gateway that works', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterEach(() => world.redis.thaw());
  afterAll(() => world.stop());

  it('is alive and ready, for whoever asks, and nobody keeps the answer', async () => {
    expect(await get(world.api, '/livez')).toMatchObject({ status: 200, body: { status: 'alive' } });
    const { status, body, headers } = await get(world.api, '/readyz');
    expect({ status, body }).toEqual({
      status: 200,
      body: { status: 'ready', failing: [], checks: { redis: 'ok', workers: 'ok' } },
    });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it.each(['allkeys-lru', 'volatile-ttl', 'allkeys-random'])(
    'is not ready, and says why, on a Redis that may throw challenges away (%s)',
    async (policy) => {
      await world.client.config('SET', 'maxmemory-policy', policy);
      onTestFinished(async () => void (await world.client.config('SET', 'maxmemory-policy', 'noeviction')));
      const { status, body } = await get(world.api, '/readyz');
      expect(status).toBe(503);
      const problem = `Redis may throw challenges away: its maxmemory-policy is ${policy}, and must be noeviction`;
      expect(body).toMatchObject({ status: 'not-ready', failing: [{ check: 'redis', problem }] });
    },
  );

  it('is ready again as soon as that is put right', async () => {
    expect(await get(world.api, '/readyz')).toMatchObject({ status: 200 });
  });

  it('is alive but not ready while Redis stands still, and says so within two seconds', async () => {
    world.redis.freeze();
    expect(await get(world.api, '/livez')).toMatchObject({ status: 200 });
    const began = performance.now();
    const { status, body } = await get(world.api, '/readyz');
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(status).toBe(503);
    expect(body).toMatchObject({ failing: [{ check: 'redis', problem: /cannot be reached/ }].map(expectMatch) });
    world.redis.thaw();
    await vi.waitFor(async () => expect(await get(world.api, '/readyz')).toMatchObject({ status: 200 }), patience);
  });

  const expectMatch = ({ check, problem }: { check: string; problem: RegExp }) => ({
    check,
    problem: expect.stringMatching(problem),
  });
});

describe('a gateway that is started before its Redis', () => {
  /** A Redis that is not there yet, a provider, and where callbacks go. */
  async function surroundings() {
    const redis = await startRedis({ tcp: true });
    onTestFinished(() => redis.stop());
    await redis.kill();
    const simulator = await startSimulator({ inboundUrl: null });
    onTestFinished(() => simulator.stop());
    const webhooks = `http://127.0.0.1:${await freePort()}`;
    return { redis, simulator, webhooks };
  }

  it('without workers is not ready either before it knows the time', async () => {
    const { redis, simulator, webhooks } = await surroundings();
    const config = configFor({ redis, simulator, webhooks, env: { POUNDKEY_ROLES: 'api' } });
    const gateway = assemble(config, createLog('silent'));
    const { privateUrl: api } = await gateway.start();
    onTestFinished(() => gateway.stop(1_000));
    const { status, body } = await get(api, '/readyz');
    expect(status).toBe(503);
    expect(body.failing).toContainEqual({ check: 'start', problem: 'not ready for work: it waits for Redis' });
    await redis.restart();
    await vi.waitFor(async () => expect(await get(api, '/readyz')).toMatchObject({ status: 200 }), patience);
    expect((await get(api, '/readyz')).body.failing).toEqual([]);
  });

  it('listens, says what it waits for, refuses work, and heals by itself once Redis is there', async () => {
    const { redis, simulator, webhooks } = await surroundings();
    const lines: string[] = [];
    const log = createLog('debug', { write: (line) => void lines.push(line) });
    const gateway = assemble(configFor({ redis, simulator, webhooks, env: {} }), log);
    const { privateUrl: api } = await gateway.start();
    onTestFinished(() => gateway.stop(1_000));

    expect(await get(api, '/livez')).toMatchObject({ status: 200 });
    const { status, body } = await get(api, '/readyz');
    expect(status).toBe(503);
    expect(body.failing).toEqual([
      { check: 'redis', problem: expect.stringMatching(/^Redis cannot be reached: ./) },
      { check: 'workers', problem: 'not started: they wait for Redis' },
    ]);
    const create = () =>
      fetch(`${api}/v1/challenges`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id: 'health-start-1', to: '+14155550100', channel: 'voice', method: 'pound' }),
      });
    const refused = await create();
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'unavailable' });

    await redis.restart();
    await vi.waitFor(async () => expect(await get(api, '/readyz')).toMatchObject({ status: 200 }), patience);
    expect((await create()).status).toBe(202);
    await simulator.phone('+14155550100').waitForCall();
    const said = lines.map((line) => JSON.parse(line).msg);
    expect(said).toContain('ready for work');
  });
});
