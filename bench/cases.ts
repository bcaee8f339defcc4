import { createHmac } from 'node:crypto';
import { stringify } from 'node:querystring';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { freePort } from '../script/free-port.mjs';
import { startLocalRedis } from '../script/local-redis.mjs';
import { partitions, resultsStream } from '../src/contract/names.ts';
import { splitRecord } from '../src/redis/record.ts';
import { unpackState } from '../src/redis/state.ts';
import { askByHttp, askByQueue, closedLoop, listen, openLoop } from './load.ts';
import { quantile } from './measure.ts';
import { cpuMicrosOf, start } from './processes.ts';
import { apiKey, type Rig, startRig, token } from './world.ts';

/** Figures of one repetition, by name. */
export type Figures = Readonly<Record<string, number>>;
export interface Size {
  /** Challenges of one closed loop. */
  readonly count: number;
  /** Seconds of one open loop, and of hammering one address. */
  readonly seconds: number;
  /** Challenges waiting at once. */
  readonly waiting: number;
}

const outstanding = 200;

/** A gateway runs for weeks: what counts is how it runs once V8 has compiled what is used, which takes some thousand challenges. */
const warmUpOf = (count: number): number => count * 2;

/** The ceiling: jobs that do nothing, added and worked off at once by two processes. */
export async function ceiling({ count }: Size): Promise<Figures> {
  const redis = await startLocalRedis({ port: 0, appendonly: true });
  const url = redis.url ?? '';
  const worker = await start('noop-worker.ts', [url]);
  const queue = new Queue('noop', { connection: { url }, prefix: '{poundkey}' });
  const jobs = count * 4;
  const idle = async () => {
    while ((await queue.getJobCountByTypes('waiting', 'active')) > 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const run = async (total: number) => {
    let next = 0;
    await Promise.all(
      Array.from({ length: outstanding }, async () => {
        while (next++ < total) await queue.add('noop', {}, { removeOnComplete: true });
      }),
    );
    await idle();
  };
  await run(warmUpOf(jobs));
  const [worked, stored, began] = [worker.cpuMicros(), cpuMicrosOf(redis.pid), performance.now()];
  await run(jobs);
  const perSecond = jobs / ((performance.now() - began) / 1_000);
  const figures = {
    perSecond,
    gatewayMicros: (worker.cpuMicros() - worked) / jobs,
    redisMicros: (cpuMicrosOf(redis.pid) - stored) / jobs,
  };
  await queue.close();
  await worker.stop();
  await redis.stop();
  return figures;
}

/** The whole line: request, call or text, callbacks, result. Warmed up first. */
export async function line(
  which: 'poundkey' | 'plain',
  by: 'queue' | 'http',
  { count, seconds }: Size,
): Promise<Figures> {
  const rig = await startRig(which);
  const ear = await listen(rig.redisUrl);
  const { ask, stop } = by === 'queue' ? askByQueue(rig.redisUrl) : askByHttp(rig.apiUrl, apiKey);
  await closedLoop(ask, ear, { count: warmUpOf(count), outstanding });
  const [worked, stored] = [rig.gateway.cpuMicros(), rig.redisCpuMicros()];
  const perSecond = await closedLoop(ask, ear, { count, outstanding });
  const gatewayMicros = (rig.gateway.cpuMicros() - worked) / count;
  const redisMicros = (rig.redisCpuMicros() - stored) / count;
  const slow = await openLoop(ask, ear, { count: Math.round(20 * seconds), perSecond: 20 });
  const fast = await openLoop(ask, ear, { count: Math.round(250 * seconds), perSecond: 250 });
  const residentMegabytes = rig.gateway.residentBytes() / 1e6;
  await stop();
  ear.stop();
  await rig.stop();
  return {
    perSecond,
    gatewayMicros,
    redisMicros,
    residentMegabytes,
    'p50 ms at 20/s': quantile(slow, 0.5),
    'p99 ms at 20/s': quantile(slow, 0.99),
    'p50 ms at 250/s': quantile(fast, 0.5),
    'p99 ms at 250/s': quantile(fast, 0.99),
  };
}

/** Callbacks per second at the public door, beside bare Express: a signed status that is read, checked, decided upon. */
export async function webhooks({ seconds }: Size): Promise<Figures> {
  const port = await freePort();
  const hello = await start('express-hello.ts', [String(port)]);
  const bare = await hammer(hello, `http://127.0.0.1:${port}/`, seconds);
  await hello.stop();
  const [ours, plain] = [await hammerGateway('poundkey', seconds), await hammerGateway('plain', seconds)];
  return {
    'Express hello/s': bare.perSecond,
    'Express hello µs': bare.micros,
    'Poundkey callbacks/s': ours.perSecond,
    'Poundkey callback µs': ours.micros,
    'plain callbacks/s': plain.perSecond,
    'plain callback µs': plain.micros,
    'Poundkey of Express': ours.perSecond / bare.perSecond,
    'plain of Express': plain.perSecond / bare.perSecond,
  };
}

async function hammerGateway(which: 'poundkey' | 'plain', seconds: number) {
  const rig = await startRig(which);
  const path = which === 'plain' ? '/key?id=nobody' : `/webhooks/twilio/status/voice/${await ringing(rig)}`;
  const form = {
    AccountSid: `AC${'0'.repeat(32)}`,
    ApiVersion: '2010-04-01',
    CallSid: `CA${'0'.repeat(32)}`,
    CallStatus: 'ringing',
    Digits: '#',
    Direction: 'outbound-api',
    From: '+14155550001',
    To: '+14155550100',
  };
  const url = rig.webhookUrl + path;
  const text = Object.keys(form)
    .sort()
    .reduce((sum, name) => sum + name + form[name as keyof typeof form], url);
  const signature = createHmac('sha1', token).update(text).digest('base64');
  const figures = await hammer(rig.gateway, url, seconds, [stringify(form), signature]);
  await rig.stop();
  return figures;
}

/** An open challenge to call back about, as the path of its callbacks goes on. */
async function ringing(rig: Rig): Promise<string> {
  const redis = new Redis(rig.redisUrl);
  const { ask, stop } = askByHttp(rig.apiUrl, apiKey);
  await ask('bench-ringing', 0);
  let nonce: string | undefined;
  while (nonce === undefined) {
    const [key] = await redis.keys('poundkey:*:challenge:bench-ringing');
    const record = key === undefined ? null : await redis.get(key);
    const [attempt] = record === null ? [] : unpackState(splitRecord(record).state).attempts;
    nonce = attempt !== undefined && 'nonce' in attempt ? attempt.nonce : undefined;
  }
  redis.disconnect();
  await stop();
  return `bench-ringing/0/${nonce}`;
}

async function hammer(server: { cpuMicros(): number }, url: string, seconds: number, post: readonly string[] = []) {
  const before = server.cpuMicros();
  const hammering = await start('hammer.ts', [url, String(seconds), ...post]);
  const { perSecond, answered, refused } = JSON.parse(hammering.said) as {
    perSecond: number;
    answered: number;
    refused: number;
  };
  if (refused > 0) throw new Error(`${refused} requests were refused by ${url}`);
  return { perSecond, micros: (server.cpuMicros() - before) / answered };
}

/** What Redis holds for each text challenge that waits for its reply: record, alarm, index of the number, results, everything. */
export async function memory({ waiting }: Size): Promise<Figures> {
  const rig = await startRig('poundkey', {}, 'silent');
  const redis = new Redis(rig.redisUrl);
  const { ask, stop } = askByQueue(rig.redisUrl);
  const used = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  const sent = async () => {
    const lengths = await Promise.all(Array.from({ length: partitions }, (_, p) => redis.xlen(resultsStream(p))));
    return lengths.reduce((sum, length) => sum + length, 0);
  };
  const before = await used();
  let next = 0;
  // Every second request of the line is a text.
  await Promise.all(
    Array.from({ length: outstanding }, async () => {
      while (next < waiting) {
        const index = next++;
        await ask(`wait-${index}-x`, index * 2 + 1);
      }
    }),
  );
  // Of each it has been told that its text was sent; then nothing moves any more.
  while ((await sent()) < waiting) await new Promise((resolve) => setTimeout(resolve, 200));
  const figures = {
    'Redis bytes per waiting text': ((await used()) - before) / waiting,
    'gateway MB': rig.gateway.residentBytes() / 1e6,
  };
  redis.disconnect();
  await stop();
  await rig.stop();
  return figures;
}
