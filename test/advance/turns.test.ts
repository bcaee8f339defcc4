import { describe, expect, it } from 'vitest';
import { createTurns } from '../../src/advance/turns.ts';

interface Waiting {
  readonly name: string;
  resolve(names: readonly string[]): void;
  reject(error: unknown): void;
}

/** Joins under `id`, and gives whom it was worked on with. */
function waits(turns: ReturnType<typeof createTurns<Waiting>>, id: string, name: string, work: Work) {
  const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
  turns.join(id, { name, resolve, reject }, work);
  return promise;
}
type Work = (members: readonly Waiting[]) => Promise<readonly Waiting[]>;

const answerAll: Work = async (members) => {
  const names = members.map(({ name }) => name);
  for (const { resolve } of members) resolve(names);
  return [];
};

describe('those who come at the same moment', () => {
  it('are worked on together, in order, and apart from those of another id', async () => {
    const turns = createTurns<Waiting>();
    const join = (id: string, name: string) => waits(turns, id, name, answerAll);
    const [first, other, second] = await Promise.all([join('a', 'first'), join('b', 'other'), join('a', 'second')]);
    expect(first).toEqual(['first', 'second']);
    expect(second).toEqual(first);
    expect(other).toEqual(['other']);
  });

  it('wait for what came before, and are then worked on together', async () => {
    const turns = createTurns<Waiting>();
    const slow = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const first = waits(turns, 'a', 'first', async (members) => {
      if (members.some(({ name }) => name === 'first')) {
        begun.resolve();
        await slow.promise;
      }
      return await answerAll(members);
    });
    await begun.promise;
    const later = [waits(turns, 'a', 'second', answerAll), waits(turns, 'a', 'third', answerAll)];
    slow.resolve();
    expect(await first).toEqual(['first']);
    expect(await Promise.all(later)).toEqual([
      ['second', 'third'],
      ['second', 'third'],
    ]);
  });

  it('come again before those who came since, where one is left for the next time', async () => {
    const turns = createTurns<Waiting>();
    const oneByOne: Work = async (members) => {
      await answerAll(members.slice(0, 1));
      return members.slice(1);
    };
    const order: string[] = [];
    const all = ['first', 'second', 'third'].map(async (name) => {
      expect(await waits(turns, 'a', name, oneByOne)).toEqual([name]);
      order.push(name);
    });
    await Promise.all(all);
    expect(order).toEqual(['first', 'second', 'third']);
  });
});

it('is given up with what it waited for, so that nobody waits longer than alone; what comes later is tried', async () => {
  const turns = createTurns<Waiting>();
  const away = Promise.withResolvers<never>();
  const begun = Promise.withResolvers<void>();
  const fails: Work = () => {
    begun.resolve();
    return away.promise;
  };
  const waiting = [waits(turns, 'a', 'first', fails), waits(turns, 'a', 'second', fails)];
  await begun.promise;
  waiting.push(waits(turns, 'a', 'third', answerAll));
  away.reject(new Error('Command timed out'));
  for (const outcome of await Promise.allSettled(waiting)) expect(outcome).toMatchObject({ status: 'rejected' });
  expect(await waits(turns, 'a', 'fourth', answerAll)).toEqual(['fourth']);
});
