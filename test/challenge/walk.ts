/** Random walks through a challenge: what could arrive, in any order, again, late, or from somebody who should not know. */
import fc from 'fast-check';
import { type Attempt, type Challenge, isOpen, type OpenChallenge, type Step } from '../../src/challenge/challenge.ts';
import { announcedDigit } from '../../src/challenge/code.ts';
import type { Command } from '../../src/challenge/command.ts';
import { decide } from '../../src/challenge/decide.ts';
import type { ChallengeEvent } from '../../src/challenge/event.ts';
import { evolve } from '../../src/challenge/evolve.ts';
import { resendAt } from '../../src/challenge/resend.ts';
import { nextAlarmAt } from '../../src/challenge/wake.ts';
import { failureReasons } from './facts.ts';
import {
  at,
  challenge,
  code,
  match,
  matchNumber,
  mobile,
  office,
  pin,
  pinHash,
  pound,
  reply,
  spokenCode,
  start,
  textedCode,
} from './given.ts';

/** One thing that arrives, in small numbers; what they mean depends on where the challenge is by then. */
interface Move {
  readonly kind: Command['type'] | 'again' | 'alarm';
  readonly waitMs: number;
  readonly attempt: number;
  /** Mostly 0, the sender knows nonce, id, turn and round; 1, they are of earlier; 2, they are invented. */
  readonly doubt: number;
  readonly pick: number;
}

const weights: Record<Move['kind'], number> = {
  'begin-attempt': 8,
  'record-placed': 4,
  'record-failed': 2,
  'record-busy': 2,
  'record-unknown': 2,
  'report-progress': 5,
  'report-ended': 2,
  'report-machine': 1,
  'answer-call': 10,
  'press-key': 20,
  reply: 4,
  'check-code': 3,
  resend: 6,
  cancel: 0.3,
  wake: 2,
  again: 8,
  alarm: 5,
};
const kinds = Object.entries(weights).flatMap(([kind, weight]) =>
  Array.from({ length: Math.ceil(weight * 3) }, () => kind as Move['kind']),
);

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom(...kinds),
  waitMs: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 3_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 40_000 }) },
  ),
  attempt: fc.nat(3),
  doubt: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2),
  pick: fc.nat(1_000),
});

const step: fc.Arbitrary<Step> = fc
  .tuple(
    fc.constantFrom(pound, pound, match, match, pin, pin, spokenCode, textedCode, reply),
    fc.constantFrom(0, 0, 5, 30, 120, 600),
  )
  .map(([make, afterSeconds]) => make(afterSeconds));

export const journey = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
  numbers: fc.array(fc.constantFrom(mobile, office), { minLength: 4, maxLength: 4 }),
  lifetimeSeconds: fc.integer({ min: 30, max: 600 }),
  moves: fc.array(move, { minLength: 1, maxLength: 60, size: 'max' }),
});
export type Journey = typeof journey extends fc.Arbitrary<infer T> ? T : never;

/** One command and what came of it. A refusal has no events. */
export interface Took {
  readonly before: Challenge;
  readonly command: Command;
  readonly now: number;
  readonly decision: ReturnType<typeof decide>;
  readonly events: readonly ChallengeEvent[];
  readonly after: Challenge;
}

/** Four steps, each looked up four times, take fewer; a challenge that needs more would keep the sweep busy for ever. */
const wakesMax = 40;

/** Walks, and then waits: whoever hears nothing more is woken by the alarm until the challenge has closed. */
export function* walk({ steps, numbers, lifetimeSeconds, moves }: Journey): Generator<Took> {
  const secrets = {
    numbers: steps.map((_, n) => numbers[n] ?? mobile),
    code,
    codeIsGiven: false,
    matchNumber,
    pinHash,
  };
  let state: Challenge = frozen(challenge(steps, { expiresAt: at(lifetimeSeconds), action: 'pay', secrets }));
  let now = start;
  const given: Command[] = [];
  const take = (command: Command): Took => {
    const before = state;
    const decision = decide(before, command, now);
    const events = typeof decision === 'string' ? [] : decision;
    state = frozen(events.reduce(evolve, before));
    given.push(command);
    return { before, command, now, decision, events, after: state };
  };
  for (const [index, move] of moves.entries()) {
    now += move.waitMs;
    const alarm = nextAlarmAt(state) ?? now;
    const isLast = alarm === state.expiresAt;
    if (move.kind === 'alarm' && (!isLast || move.pick % 10 === 0)) now = Math.max(now, alarm);
    // Who asks again often waits until it may be.
    if (move.kind === 'resend' && move.pick % 2 === 0) now = Math.max(now, resendAt(state) ?? now);
    yield take(commandOf(move, state, given));
    // What comes after the end is worth some steps, not most of them.
    if (!isOpen(state) && index % 8 === 7) break;
  }
  for (let wakes = 0; isOpen(state) && wakes < wakesMax; wakes += 1) {
    now = Math.max(now, nextAlarmAt(state) ?? now);
    yield take({ type: 'wake' });
  }
}

function commandOf({ kind, attempt: place, doubt, pick }: Move, state: Challenge, given: readonly Command[]): Command {
  const attempt = attemptFor(kind, place, doubt, state);
  const about = state.attempts[attempt];
  const nonce = nonceFor(about, doubt, pick, given);
  const sid = pick % 16 === 15 ? `other-${nonce}` : `sid-${nonce}`;
  switch (kind) {
    case 'again':
      return given[pick % Math.max(1, given.length)] ?? { type: 'wake' };
    case 'alarm':
    case 'wake':
      return { type: 'wake' };
    case 'begin-attempt': {
      const round = about !== undefined && 'round' in about ? about.round - (doubt === 1 ? 1 : 0) : 0;
      return { type: kind, attempt, round, nonce: `nonce-${given.length}` };
    }
    case 'record-placed':
    case 'report-machine':
    case 'answer-call':
      return { type: kind, attempt, nonce, sid };
    case 'record-failed':
      return { type: kind, attempt, nonce, reason: oneOf(failureReasons, pick) };
    case 'record-busy':
      return { type: kind, attempt, nonce, retryAfterMs: oneOf([0, 0, 700, 30_000], pick) };
    case 'record-unknown':
      return { type: kind, attempt, nonce };
    case 'report-progress':
      return { type: kind, attempt, nonce, sid, status: oneOf(['sent', 'ringing', 'delivered'] as const, pick) };
    case 'report-ended':
      return { type: kind, attempt, nonce, sid, reason: oneOf([...failureReasons, 'completed'] as const, pick) };
    case 'press-key': {
      const turn = (about?.status === 'answered' ? about.turn : 1) - (doubt === 1 ? 1 : 0);
      const key = keyFor(about, pick);
      const verdict = oneOf([undefined, 'right', 'wrong', 'wrong', 'wrong', 'wrong', 'no-looks-left'] as const, pick);
      return { type: kind, attempt, nonce, sid, turn, key, ...(verdict !== undefined && { verdict }) };
    }
    case 'reply': {
      const answer = oneOf(['111111', '222222', '', '333333', '444444', '555555', code, '0'], pick);
      return { type: kind, from: oneOf([mobile, office], pick), answer, messageSid: `message-${pick % 9}` };
    }
    case 'check-code':
      return { type: kind, code: oneOf(['111111', '0', '', '222222', '333333', '444444', code], pick) };
    case 'resend':
      return { type: kind, ...oneOf(wishes, pick) };
    case 'cancel':
      return { type: kind, by: 'by-app' };
    default:
      throw kind satisfies never;
  }
}

/** What may be named when it is asked again. */
const wishes = [
  {},
  {},
  { channel: 'voice' },
  { channel: 'sms' },
  { method: 'code' },
  { method: 'reply' },
  { channel: 'voice', method: 'pound' },
  { channel: 'sms', method: 'pin' },
] as const;

/** Mostly one that the command fits; in doubt any, or one that does not exist. */
function attemptFor(kind: Move['kind'], place: number, doubt: number, { attempts }: Challenge): number {
  if (doubt > 0) return place % (attempts.length + 1);
  const fits = ({ status, channel }: Attempt) => {
    if (kind === 'begin-attempt') return status === 'queued';
    if (kind === 'press-key') return status === 'answered';
    return status !== 'queued' && status !== 'ended' && (kind !== 'answer-call' || channel === 'voice');
  };
  const fitting = attempts.flatMap((attempt, index) => (fits(attempt) ? [index] : []));
  return fitting[place % Math.max(1, fitting.length)] ?? place % attempts.length;
}

/** Mostly what fits the question: a call with a code is heard out now and then. */
function keyFor(about: Attempt | undefined, pick: number): string {
  const ask = about?.status === 'answered' ? about.prompt.ask : undefined;
  if (about?.status === 'answered' && ask === 'digit' && pick % 3 === 0) return announcedDigit(about.nonce, about.turn);
  if (ask === 'match' || ask === 'pin')
    return oneOf(['42#', '#', '0#', '*#', '', '', '42', '0', '43#', '2580#', '421'], pick);
  return oneOf(['#', '0', '*', '', '', '', '1', '5', '##', '0'], pick);
}

/** The attempt's own nonce; or one that was used before, perhaps for another attempt; or one that nobody was given. */
function nonceFor(about: Attempt | undefined, doubt: number, pick: number, given: readonly Command[]) {
  const own = about !== undefined && 'nonce' in about ? about.nonce : undefined;
  const earlier = given.flatMap((command) => (command.type === 'begin-attempt' ? [command.nonce] : []));
  if (doubt === 1) return earlier[pick % Math.max(1, earlier.length)] ?? 'guessed';
  return doubt === 0 ? (own ?? 'guessed') : 'guessed';
}

const oneOf = <T>(choices: readonly [T, ...T[]] | readonly T[], pick: number): T => choices[pick % choices.length] as T;

/** Whoever changes what it was given now throws. */
function frozen<T extends Challenge | OpenChallenge>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part as never);
  return Object.freeze(value);
}
