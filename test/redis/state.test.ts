import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Challenge } from '../../src/challenge/challenge.ts';
import { packState, type State, unpackState } from '../../src/redis/state.ts';
import { answered, ended, fenced, placed, queued, stepAdded, taken } from '../challenge/facts.ts';
import { challenge, happened, pound, reply, textedCode } from '../challenge/given.ts';
import { journey, walk } from '../challenge/walk.ts';

/** What a record keeps in the open, as JSON knows it. */
function stateOf(challenge: Challenge): State {
  const { id: _id, ...rest } = challenge;
  const { secrets: _secrets, ...state } = rest as typeof rest & { secrets?: unknown };
  return JSON.parse(JSON.stringify(state)) as State;
}

describe('a packed state', () => {
  it('comes back as it was, whatever a challenge has been through', () =>
    fc.assert(
      fc.property(journey, (whole) => {
        for (const { before } of walk(whole)) {
          const state = stateOf(before);
          expect(unpackState(packState(state))).toEqual(state);
        }
      }),
      { numRuns: 300 },
    ));

  it('comes back with everything that may be unusual about it', () => {
    const state = stateOf(
      happened(
        challenge([pound(), reply(0)], {
          ...{
            app: 'payroll',
            locale: 'nl-NL',
            action: 'sign in',
            replyTo: 'auth-7',
            wrongCodes: 2,
            wrongKeys: 1,
            wrongNumbers: 1,
          },
          ...{ metadata: { a: 'b', app: 'default', at: '7' }, wrongReplies: ['SM1'] },
        }),
        ...[fenced(0), placed('ringing'), answered(), fenced(1), ended('undelivered', 1)],
      ),
    );
    expect(unpackState(packState(state))).toEqual(state);
  });

  it.each(['phone-i1Hd4ZySamhdMQ18K4GY', 'phone-', '~', '~~phone-', 'phone-~', '~phone-', 'user-42'])(
    'comes back about %s',
    (subject) => {
      const state = stateOf(challenge([pound()], { subject }));
      expect(unpackState(packState(state))).toEqual(state);
    },
  );

  it('of a usual text that waits fits with its seal into the 192 bytes that Redis allocates', () => {
    const ids = { subject: `phone-${'x'.repeat(20)}`, salt: 'x'.repeat(12), maskedTo: '+1••••••3187' };
    const waiting = happened(challenge([reply()], ids), fenced(), placed('sent'));
    const attempts = waiting.attempts.map((each) => ({
      ...each,
      // As they come: in base 16 behind two letters, and a nonce of 96 bits.
      ...{ sid: `SM${'0123456789abcdef'.repeat(2)}`, nonce: 'n'.repeat(16) },
      ...{ startedAt: waiting.createdAt + 33_473, at: waiting.createdAt + 33_527 },
    }));
    const state = packState(stateOf({ ...waiting, attempts } as Challenge));
    // Version, seal of 40 bytes, no jobs, three line ends; three bytes of Redis and the end of the string.
    expect('2'.length + 54 + 3 + state.length + 4).toBeLessThanOrEqual(192);
  });

  it('comes back with a way that was added later', () => {
    const state = stateOf(happened(challenge([textedCode()]), stepAdded('voice', 'code'), taken(1, 1, 'voice')));
    expect(unpackState(packState(state))).toEqual(state);
    expect(state.attempts[1]).toMatchObject({ channel: 'voice', method: 'code', step: 1 });
  });

  it.each([
    '',
    'a thumb 👍🏽',
    'half a \ud800',
    'with a space',
    'with\ta tab',
    'with\na line end',
    '{"e":1}',
    '~',
    ',',
  ])('keeps words that do not fit into their place: %j', (word) => {
    const open = happened(challenge([pound()], { subject: word, salt: word, country: word }), fenced(), placed('sent'));
    const attempts = open.attempts.map((attempt) => ({ ...attempt, nonce: word, sid: word }));
    const state = stateOf({ ...open, attempts } as Challenge);
    const packed = packState(state);
    expect(packed).not.toContain('\n');
    // As Redis gives it back.
    expect(unpackState(Buffer.from(packed).toString())).toEqual(state);
  });

  it('of an older version is told as such', () => {
    expect(() => unpackState('{"c":1795858703388,"s":["sr"],"n":[]}')).toThrow('older version');
  });

  it('keeps a field that nobody told it of', () => {
    const state = { ...stateOf(challenge([pound()])), yetToCome: 2 };
    expect(unpackState(packState(state))).toEqual(state);
  });

  it('keeps a time before the challenge, and one that is its beginning', () => {
    const [first] = challenge([pound()]).attempts;
    const open = challenge([pound()]);
    const state = { ...stateOf(open), attempts: [{ ...first, at: open.createdAt - 5, startedAt: open.createdAt }] };
    expect(unpackState(packState(state as State))).toEqual(state);
  });

  it('keeps ids that are not as the provider makes them, times and steps that are not usual', () => {
    const open = happened(challenge([pound(), reply(30)], { expiresAt: 1 }), fenced(), placed('ringing'));
    for (const sid of [
      '',
      'CA1',
      `CA${'A'.repeat(32)}`,
      `CA${'0'.repeat(31)}`,
      `CA${'f'.repeat(32)}`,
      'CA'.repeat(13),
    ]) {
      const attempts = open.attempts.map((attempt) => ({ ...attempt, sid, step: 1, startedAt: 7 }));
      const state = stateOf({ ...open, attempts } as Challenge);
      expect(unpackState(packState(state)).attempts[0]).toMatchObject({ sid, step: 1, startedAt: 7, channel: 'sms' });
    }
  });

  it.each(['+1••••*0*', '+1••••••0100', '+1••••••0100', '•••••', '', '+31•••••5678', '4012'])(
    'keeps a masked number: %j',
    (maskedTo) => {
      const state = stateOf(challenge([pound()], { maskedTo }));
      expect(unpackState(packState(state))).toEqual(state);
    },
  );

  it('is a quarter of what it would be as JSON', () => {
    const state = stateOf(happened(challenge([reply()]), queued(0, 'sms'), fenced(), placed('sent')));
    expect(packState(state).length).toBeLessThan(JSON.stringify(state).length * 0.25);
  });
});
