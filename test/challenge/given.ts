/**
 * The rules of the core as sentences: given a challenge and what has happened to it, when a command comes, it gives these
 * facts, or refuses. (Not "then": whatever has a `then` is a promise to JavaScript, and a test would wait for it.)
 */
import { expect } from 'vitest';
import type { Challenge, OpenChallenge, Step } from '../../src/challenge/challenge.ts';
import { starting } from '../../src/challenge/closing.ts';
import type { Command, Refusal } from '../../src/challenge/command.ts';
import { decide } from '../../src/challenge/decide.ts';
import type { ChallengeEvent } from '../../src/challenge/event.ts';
import { evolve } from '../../src/challenge/evolve.ts';
import type { Phone } from '../../src/challenge/phone.ts';
import { usualTries } from '../../src/challenge/policy.ts';

/** Every challenge here begins at this moment and lives 180 s unless a test says otherwise. */
export const start = Date.UTC(2026, 10, 22, 10);
export const lifetimeSeconds = 180;
export const at = (seconds: number): number => start + seconds * 1_000;

/** A fact that still lacks its time: history happens at the start, expected facts at the moment of the command. */
export type Fact = (now: number) => ChallengeEvent;
export const later =
  (seconds: number, fact: Fact): Fact =>
  () =>
    fact(at(seconds));

export const mobile = '+14155550100' as Phone;
export const office = '+442079460018' as Phone;
export const code = '561166';
export const matchNumber = '42';
/** Of the PIN 2580. */
export const pinHash = '$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$NR8FMcI8B+cktuSzXb8vEyC7ocuWpwQol2cG397FNi4';

export const pound = (afterSeconds = 0): Step => ({ channel: 'voice', method: 'pound', afterSeconds });
export const match = (afterSeconds = 0): Step => ({ channel: 'voice', method: 'match', afterSeconds });
export const pin = (afterSeconds = 0): Step => ({ channel: 'voice', method: 'pin', afterSeconds });
export const spokenCode = (afterSeconds = 0): Step => ({ channel: 'voice', method: 'code', afterSeconds });
export const textedCode = (afterSeconds = 0): Step => ({ channel: 'sms', method: 'code', afterSeconds });
export const reply = (afterSeconds = 0): Step => ({ channel: 'sms', method: 'reply', afterSeconds });

/** A challenge as it is created, its first steps queued. */
export function challenge(steps: readonly Step[], changes: Partial<OpenChallenge> = {}): OpenChallenge {
  const created: OpenChallenge = {
    id: 'challenge-1',
    app: 'default',
    subject: 'user-42',
    locale: 'en-US',
    status: 'open',
    createdAt: start,
    expiresAt: at(lifetimeSeconds),
    steps,
    attempts: [],
    maskedTo: '+1••••••0100',
    country: 'US',
    metadata: {},
    tries: usualTries,
    wrongCodes: 0,
    wrongKeys: 0,
    wrongNumbers: 0,
    wrongPins: 0,
    wrongReplies: [],
    salt: 'salt',
    secrets: { numbers: steps.map(() => mobile), code, codeIsGiven: false, matchNumber, pinHash },
    ...changes,
  };
  return starting(created, start).reduce<Challenge>(evolve, created) as OpenChallenge;
}

export const happened = (challenge: Challenge, ...facts: Fact[]): Challenge =>
  facts.reduce((state, fact) => evolve(state, fact(start)), challenge);

export function given(challenge: Challenge, ...facts: Fact[]) {
  const before = happened(challenge, ...facts);
  return {
    when(command: Command, seconds = 10) {
      const now = at(seconds);
      const decision = decide(before, command, now);
      return {
        gives(...expected: Fact[]): void {
          expect(decision).toStrictEqual(expected.map((fact) => fact(now)));
          // Facts that cannot have happened make `evolve` throw.
          (decision as ChallengeEvent[]).reduce(evolve, before);
        },
        notApproves(): void {
          const events = typeof decision === 'string' ? [] : decision;
          expect(events.filter((event) => event.type === 'challenge-closed' && event.status === 'approved')).toEqual(
            [],
          );
        },
        refuses(refusal: Refusal): void {
          expect(decision).toBe(refusal);
        },
      };
    },
  };
}
