import { describe, expect, it } from 'vitest';
import type { Incoming } from '../../src/ports.ts';
import { overdue } from '../../workers/overdue.ts';
import { pound } from './bench.ts';

const now = Date.UTC(2026, 10, 22, 10);

/** Whether a request that the queue holds back, made `ago` seconds ago, is let go now. */
async function isLetGo(data: unknown, ago: number): Promise<boolean> {
  let letGo = false;
  const job: Incoming = { id: 'held-back', data, enqueuedAt: now - ago * 1_000 };
  const release = async (isTime: (job: Incoming) => boolean) => {
    letGo = isTime(job);
    return 0;
  };
  await overdue({ clock: { now: () => now } }, { release, close: async () => undefined })();
  return letGo;
}

describe('a request that the queue holds back', () => {
  it('is left there while it may still be answered', async () => {
    for (const ago of [0, 10, 179.999]) expect(await isLetGo(pound, ago)).toBe(false);
    expect(await isLetGo({ ...pound, lifetimeSeconds: 600 }, 599)).toBe(false);
  });

  it('is let go when its lifetime is over', async () => {
    for (const ago of [180, 1e6]) expect(await isLetGo(pound, ago)).toBe(true);
    expect(await isLetGo({ ...pound, lifetimeSeconds: 30 }, 30)).toBe(true);
  });

  it('may come from a clock that is a little ahead, but not from one that is wrong', async () => {
    expect(await isLetGo(pound, -600)).toBe(false);
    for (const ago of [-601, -1e9, Number.NaN, now / 1_000]) expect(await isLetGo(pound, ago)).toBe(true);
  });

  it('need not wait when it does not parse', async () => {
    for (const data of [null, {}, 'x', { ...pound, lifetimeSeconds: 1e9 }]) expect(await isLetGo(data, 0)).toBe(true);
  });
});
