import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hangUp } from '../../workers/hang-up.ts';
import { type Bench, pound, sidNumber, startBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => {
  bench.clear();
  bench.provider.hangUpAnswer = 'ended';
});

const job = { type: 'hang-up', id: 'hung-up-1', sid: sidNumber(1) } as const;
async function ringing(id: string): Promise<void> {
  await bench.request(id, pound);
  await bench.run(bench.queued.shift());
}

describe('hanging up', () => {
  it('asks the provider to end the call of the job', async () => {
    await bench.run(job);
    expect(bench.provider.hungUp).toEqual([sidNumber(1)]);
  });

  it('is done when the call is gone already', async () => {
    bench.provider.hangUpAnswer = 'gone';
    await bench.run(job);
  });

  it('that the provider did not confirm comes again: the handler throws', async () => {
    bench.provider.hangUpAnswer = 'unknown';
    await expect(bench.run(job)).rejects.toThrow('did not say');
  });

  it('that the provider never confirms is given up once no call can last any more', async () => {
    bench.provider.hangUpAnswer = 'unknown';
    const handle = hangUp(bench.deps);
    const asked = (secondsAgo: number) =>
      handle({ id: 'any', data: job, enqueuedAt: bench.now() - secondsAgo * 1_000 });
    await expect(asked(899)).rejects.toThrow('did not say');
    await asked(901);
    expect(bench.provider.hungUp).toHaveLength(2);
    expect(bench.logged()).toContain('call given up');
  });

  it('follows the close of a challenge, from whatever side it comes, once for each live call', async () => {
    for (const [id, close] of Object.entries({
      'closed-by-app': () => bench.give('closed-by-app', { type: 'cancel', by: 'by-app' }),
      'closed-by-time': () => bench.pass(181).then(bench.sweep),
    })) {
      bench.clear();
      await ringing(id);
      await close();
      await bench.sweep();
      expect(bench.queued.filter((left) => left.id === id)).toEqual([
        { type: 'hang-up', id, sid: expect.stringMatching(/^CA/) },
      ]);
    }
  });
});
