import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findProgram } from '../../script/find-program.mjs';
import { type LocalRedis, REDIS_PROGRAMS, startLocalRedis } from '../../script/local-redis.mjs';
import { pause } from './pause.ts';

/**
 * A Redis with an append-only file. With `everysec` it answers while a background fsync holds its writes back (two seconds
 * at the most), and a SIGKILL then takes them with it: on a busy disk that is seen. With `always` nothing is answered before it is on disk.
 */
export type Fsync = 'always' | 'everysec';

export async function startDurableRedis(fsync: Fsync): Promise<{ readonly redis: LocalRedis; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'poundkey-chaos-'));
  const program = join(folder, 'redis');
  writeFileSync(program, `#!/bin/sh\nexec '${findProgram(REDIS_PROGRAMS)}' "$@" --appendfsync ${fsync}\n`);
  chmodSync(program, 0o755);
  const redis = await startLocalRedis({ port: 0, appendonly: true, program });
  return {
    redis,
    async stop() {
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Counts in Redis all the time, to know how many writes Redis itself lost after it had acknowledged them. */
export interface Canary {
  lost(): number;
  stop(): void;
}

const everyMs = 5;

export function startCanary(redisUrl: string): Canary {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: 5_000 });
  redis.on('error', () => undefined);
  const stopping = new AbortController();
  let acknowledged = 0;
  let lost = 0;
  const count = async () => {
    while (!stopping.signal.aborted) {
      const value = await redis.incr('chaos:canary').catch(() => undefined);
      if (value !== undefined) {
        lost += Math.max(0, acknowledged + 1 - value);
        acknowledged = value;
      }
      await pause(everyMs, stopping.signal);
    }
  };
  void count();
  return {
    lost: () => lost,
    stop() {
      stopping.abort();
      redis.disconnect();
    },
  };
}
