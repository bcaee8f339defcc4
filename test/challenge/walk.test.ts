import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureReasons } from './facts.ts';
import { watch } from './invariants.ts';
import { journey, walk } from './walk.ts';

// A busy machine takes twenty times as long for them as an idle one.
describe('random walks', { timeout: 60_000 }, () => {
  it('keep every invariant at every step, and all come to their one end', () =>
    fc.assert(
      fc.property(journey, (journey) => {
        const watcher = watch();
        let last: Parameters<typeof watcher.atTheEnd>[0] | undefined;
        for (const took of walk(journey)) {
          watcher.after(took);
          last = took;
        }
        if (last !== undefined) watcher.atTheEnd(last);
      }),
      { numRuns: 1_000 },
    ));

  // Invariants that are never put to the test hold easily. The seed is fixed: this asks how good the walks are.
  it('go everywhere: every ending, every fact and every refusal', () => {
    const seen = new Map<string, number>();
    const see = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    for (const sample of fc.sample(journey, { numRuns: 6_000, seed: 4_711 })) {
      for (const { decision } of walk(sample)) {
        if (typeof decision === 'string') see(decision);
        else
          for (const event of decision) {
            see(event.type);
            if (event.type === 'challenge-closed') see(`${event.status} ${event.reason}`);
          }
      }
    }
    expect([...seen.keys()].sort()).toEqual(
      [
        ...['approved pound-pressed', 'approved code-accepted', 'approved reply-accepted'],
        ...['approved number-matched', 'approved pin-accepted', 'denied wrong-number', 'denied wrong-pin'],
        ...['denied fraud-reported', 'denied wrong-key', 'denied wrong-code'],
        ...failureReasons.map((reason) => `failed ${reason}`),
        ...['expired not-answered', 'expired not-sent', 'canceled by-app'],
        ...['attempt-queued', 'attempt-sending', 'lookup-due', 'attempt-placed', 'call-answered', 'turn-taken'],
        ...['key-refused', 'answer-refused', 'code-refused', 'attempt-ended', 'stray-found', 'challenge-closed'],
        ...[
          'reply-late',
          'call-over',
          'step-added',
          'way-not-allowed',
          'still-under-way',
          'resend-too-early',
          'resend-used-up',
        ],
        ...['challenge-closed', 'attempt-unknown', 'attempt-ended', 'attempt-under-way', 'not-due', 'stale-turn'],
        ...['nothing-new', 'no-code-method', 'other-number', 'not-compared'],
      ]
        .filter((what, index, all) => all.indexOf(what) === index)
        .sort(),
    );
  });
});
