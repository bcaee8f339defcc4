/**
 * `node test/chaos/lost-writes.ts [ROUNDS]`: how many acknowledged writes a SIGKILL takes from Redis itself, by `appendfsync`, on
 * a quiet disk and on one that others keep busy. Shows which configurations can keep no promise of ours.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { chance } from './chance.ts';
import { type Fsync, startDurableRedis } from './durable-redis.ts';
import { pause } from './pause.ts';

const rounds = Number(process.argv[2] ?? 20);
const writers = 20;

for (const fsync of ['everysec', 'always'] as const) {
  for (const disk of ['quiet', 'busy'] as const) {
    const neighbours = disk === 'busy' ? [keepDiskBusy(1), keepDiskBusy(2)] : [];
    const { acknowledged, lost, roundsLost } = await measure(fsync);
    for (const neighbour of neighbours) neighbour.stop();
    console.log(
      `appendfsync ${fsync}, ${disk} disk, ${rounds} SIGKILLs: ${acknowledged} acknowledged, ${lost} lost in ${roundsLost} rounds`,
    );
  }
}

async function measure(fsync: Fsync) {
  const { redis, stop } = await startDurableRedis(fsync);
  const luck = chance('lost-writes', fsync);
  const sum = { acknowledged: 0, lost: 0, roundsLost: 0 };
  for (let round = 0; round < rounds; round++) {
    const before = await read(redis.url ?? '');
    const counting = count(redis.url ?? '');
    await pause(luck.between(300, 2_800));
    await redis.kill();
    const last = await counting;
    await redis.restart();
    const lost = Math.max(0, last - (await read(redis.url ?? '')));
    sum.acknowledged += Math.max(0, last - before);
    sum.lost += lost;
    sum.roundsLost += lost > 0 ? 1 : 0;
  }
  await stop();
  return sum;
}

/** Counts until Redis is gone; gives the last number that it acknowledged. */
async function count(url: string): Promise<number> {
  const redis = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => undefined);
  let last = 0;
  const write = async () => {
    for (;;) last = Math.max(last, await redis.incr('writes'));
  };
  await Promise.allSettled(Array.from({ length: writers }, write));
  redis.disconnect();
  return last;
}

async function read(url: string): Promise<number> {
  const redis = new Redis(url);
  const value = Number((await redis.get('writes')) ?? 0);
  redis.disconnect();
  return value;
}

/** Somebody else on the same disk who insists on his data being there. */
function keepDiskBusy(number: number): { stop(): void } {
  const file = join(tmpdir(), `poundkey-busy-${process.pid}-${number}`);
  let stopped = false;
  let child: ChildProcess;
  const write = () => {
    if (stopped) return rmSync(file, { force: true });
    child = spawn('dd', ['if=/dev/zero', `of=${file}`, 'bs=4M', 'count=64', 'conv=fsync'], { stdio: 'ignore' });
    child.once('exit', write);
  };
  write();
  return {
    stop() {
      stopped = true;
      child.kill();
    },
  };
}
