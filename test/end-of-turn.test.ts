import { expect, it } from 'vitest';
import { atEndOfTurn } from '../src/end-of-turn.ts';

it('what is to be sent waits for what is to be decided, and for what comes of that, and leaves in the same turn', async () => {
  const order: string[] = [];
  atEndOfTurn('send', () => order.push('sent'));
  atEndOfTurn('decide', () => {
    order.push('decided');
    atEndOfTurn('send', () => order.push('sent what was decided'));
  });
  setImmediate(() => order.push('the next turn'));
  order.push('this turn');
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual(['this turn', 'decided', 'sent', 'sent what was decided', 'the next turn']);
});

it('a decision that asks for another has it in the next turn', async () => {
  const next = Promise.withResolvers<void>();
  atEndOfTurn('decide', () => atEndOfTurn('decide', next.resolve));
  await next.promise;
});

it('what is asked for after the end waits for the next', async () => {
  const order: string[] = [];
  const next = Promise.withResolvers<void>();
  atEndOfTurn('send', () => {
    order.push('sent');
    // Sending is the last of a turn: a decision that follows from it is for the next.
    atEndOfTurn('decide', () => {
      order.push('decided');
      next.resolve();
    });
  });
  await next.promise;
  expect(order).toEqual(['sent', 'decided']);
});
