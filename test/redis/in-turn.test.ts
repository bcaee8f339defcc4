import { describe, expect, it } from 'vitest';
import { createInTurn } from '../../src/redis/in-turn.ts';

describe('what is done in turn', () => {
  it('waits for what was given before for the same id, and for nothing else', async () => {
    const inTurn = createInTurn();
    const order: string[] = [];
    const slow = Promise.withResolvers<void>();
    const work = (name: string, waiting?: Promise<void>) => async () => {
      order.push(`${name} begins`);
      await waiting;
      order.push(`${name} ends`);
      return name;
    };
    const [first, second] = [inTurn('a', work('first', slow.promise)), inTurn('a', work('second'))];
    expect(await inTurn('b', work('other'))).toBe('other');
    slow.resolve();
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
    expect(order).toEqual([
      ...['first begins', 'other begins', 'other ends', 'first ends'],
      ...['second begins', 'second ends'],
    ]);
  });

  it('is given up with what it waited for, so that nobody waits longer than alone; what comes later is tried', async () => {
    const inTurn = createInTurn();
    const away = Promise.withResolvers<never>();
    let runs = 0;
    const count = async () => ++runs;
    const waiting = [inTurn('a', () => away.promise), inTurn('a', count), inTurn('a', count)];
    away.reject(new Error('Command timed out'));
    for (const outcome of await Promise.allSettled(waiting)) expect(outcome).toMatchObject({ status: 'rejected' });
    expect(await inTurn('a', count)).toBe(1);
  });
});
