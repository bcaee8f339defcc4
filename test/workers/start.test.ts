import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import type { ConsumeOptions } from '../../src/ports.ts';
import type { AtOnceOptions } from '../../workers/at-once.ts';
import { startWorkers, type WorkersDeps } from '../../workers/start.ts';
import { createMemoryStore } from '../redis/memory-store.ts';

function start(options: Parameters<typeof startWorkers>[1], broken = false) {
  const consumed = new Map<string, ConsumeOptions | readonly string[]>();
  const closed: string[] = [];
  const rounds = { alarms: 0, delayed: 0 };
  const lines: string[] = [];
  const { store } = createMemoryStore();
  const count = async (what: keyof typeof rounds) => {
    rounds[what]++;
    if (broken) throw new Error('Redis is away');
  };
  const deps = {
    store: { ...store, due: () => count('alarms').then(() => []) },
    delayed: {
      release: () => count('delayed').then(() => 0),
      close: async () => void closed.push('delayed'),
    },
    consume: (queue: string, _handle: unknown, limits: ConsumeOptions) => {
      consumed.set(queue, limits);
      return { close: async () => void closed.push(queue) };
    },
    queue: {
      begin: (_dispatch: unknown, { channels }: AtOnceOptions) => {
        consumed.set('at once', [...channels]);
        return { close: async () => void closed.push('at once') };
      },
    },
    clock: { now: () => 0 },
    log: createLog('debug', { write: (line) => void lines.push(line) }),
  };
  const workers = startWorkers(deps as unknown as WorkersDeps, options);
  return { workers, consumed, closed, rounds, lines };
}
const unlimited = { concurrency: 7, callsPerSecond: undefined, textsPerSecond: undefined };

describe('the workers', () => {
  it('take from every queue there is, calls and texts at the rates that were set and the rest as it comes', async () => {
    const { workers, consumed } = start({ concurrency: 7, callsPerSecond: 2, textsPerSecond: 0.5 });
    expect(Object.fromEntries(consumed)).toEqual({
      'at once': [],
      challenges: { concurrency: 7 },
      voice: { concurrency: 7, perSecond: 2 },
      sms: { concurrency: 7, perSecond: 0.5 },
      upkeep: { concurrency: 7 },
    });
    await workers.close();
  });

  it('do at once what has no rate', async () => {
    const { workers, consumed } = start({ ...unlimited, textsPerSecond: 1 });
    expect(consumed.get('at once')).toEqual(['voice']);
    await workers.close();
  });

  it('look at alarms and at what the queue holds back, also after a look that failed', async () => {
    const { workers, rounds, lines } = start(unlimited, true);
    await expect.poll(() => rounds.alarms).toBeGreaterThan(1);
    await expect.poll(() => rounds.delayed, { timeout: 15_000 }).toBeGreaterThan(1);
    await workers.close();
    for (const what of ['alarms could not be read', 'delayed requests could not be looked at'])
      expect(lines.join('')).toContain(what);
  });

  it('close all of it, and nothing is looked at any more', async () => {
    const { workers, closed, rounds } = start(unlimited);
    await workers.close();
    expect(closed.sort()).toEqual(['at once', 'challenges', 'delayed', 'sms', 'upkeep', 'voice']);
    const before = { ...rounds };
    await new Promise(setImmediate);
    expect(rounds).toEqual(before);
  });
});
