import { describe, expect, it } from 'vitest';
import { upkeep } from '../../workers/upkeep.ts';

describe('upkeep', () => {
  it('gives each kind of job to its own handler, as it is', async () => {
    const seen: unknown[] = [];
    const handle = upkeep({
      'hang-up': async (job) => void seen.push(['hang-up', job]),
      'look-up': async (job) => void seen.push(['look-up', job]),
    });
    const [hangUp, lookUp] = (['hang-up', 'look-up'] as const).map((type) => ({
      id: type,
      data: { type },
      enqueuedAt: 1,
    }));
    if (hangUp) await handle(hangUp);
    if (lookUp) await handle(lookUp);
    expect(seen).toEqual([
      ['hang-up', hangUp],
      ['look-up', lookUp],
    ]);
  });

  it('lets what its handler throws through, so that the job comes again', async () => {
    const fail = () => Promise.reject(new Error('away'));
    const handle = upkeep({ 'hang-up': fail, 'look-up': fail });
    await expect(handle({ id: 'x', data: { type: 'hang-up' }, enqueuedAt: 1 })).rejects.toThrow('away');
  });
});
