import { describe, expect, it } from 'vitest';
import { asksToBlock, blockTurn, offersBlock } from '../../src/challenge/fraud-block.ts';
import { testApp } from '../support/apps.ts';
import { answered, closed, ended, fenced, placed } from './facts.ts';
import { challenge, happened, pound, reply } from './given.ts';

const app = testApp({ fraud: { block: true, days: 90 } });
const fraud = { status: 'denied', reason: 'fraud-reported' } as const;
const open = happened(challenge([pound(), reply()]), fenced(0), placed('ringing', 0), answered());
const over = happened(open, ended('fraud-reported', 0), ended('superseded', 1), closed(fraud));
const state = over.attempts[0];
if (state?.status !== 'ended') throw new Error('it has ended');
const press = { type: 'press-key', attempt: 0, turn: blockTurn, key: '1' } as const;
const own = { nonce: state.nonce ?? '', sid: state.sid ?? '' };

describe('a block', () => {
  it('is offered on the call that reported fraud, by an app that blocks', () => {
    expect(offersBlock(over, 0, app)).toBe(true);
    expect(offersBlock(over, 0, testApp())).toBe(false);
    expect(offersBlock(over, 1, app)).toBe(false);
    expect(offersBlock(over, 7, app)).toBe(false);
    expect(offersBlock(open, 0, app)).toBe(false);
  });
  it('is asked for by a 1 in answer to that question', () =>
    expect(asksToBlock(over, { ...press, ...own }, app)).toBe(true));
  it.each([
    { key: '11' },
    { key: '' },
    { key: '#' },
    { turn: 3 },
    { nonce: 'of somebody else' },
    { sid: 'of another call' },
    { attempt: 1 },
  ])('is not asked for by %j', (changes) =>
    expect(asksToBlock(over, { ...press, ...own, ...changes }, app)).toBe(false),
  );
  it('is not asked for while the challenge is open, or where it ended otherwise', () => {
    expect(asksToBlock(open, { ...press, ...own }, app)).toBe(false);
    const denied = happened(
      open,
      ended('wrong-key', 0),
      ended('superseded', 1),
      closed({ status: 'denied', reason: 'wrong-key' }),
    );
    expect(asksToBlock(denied, { ...press, ...own }, app)).toBe(false);
  });
});
