/** What holds after every command of a walk, whatever came before. Each is a sentence that says what broke. */
import { isDeepStrictEqual } from 'node:util';
import { type Attempt, isCalling, isOpen, numberOf } from '../../src/challenge/challenge.ts';
import { decide } from '../../src/challenge/decide.ts';
import { evolve } from '../../src/challenge/evolve.ts';
import { jobsAfter } from '../../src/challenge/jobs.ts';
import { leastUsefulMs, sendsMax } from '../../src/challenge/policy.ts';
import { type Result, resultsAfter } from '../../src/challenge/result.ts';
import { nextAlarmAt } from '../../src/challenge/wake.ts';
import { challengeResult, reasonsByStatus } from '../../src/contract/result.ts';
import { code } from './given.ts';
import type { Took } from './walk.ts';

function must(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`it must hold that ${sentence}`);
}

/** Looks at every step of one walk and remembers what may happen only once in all of it. */
export function watch() {
  const once = new Set<string>();
  const results: Result[] = [];
  return {
    after(took: Took): void {
      closesOnce(took);
      countsTries(took);
      asksAgainWithMeasure(took);
      keepsNoSecrets(took);
      hangsUpWhatIsLive(took);
      setsTheAlarm(took);
      doesNothingTwice(took);
      approvesForAReason(took);
      staysEnded(took);
      fencesOnce(took, once);
      handsOverJobsOnce(took, once);
      results.push(...tells(took));
    },
    atTheEnd(last: Took): void {
      must(!isOpen(last.after), 'whoever waits long enough sees the challenge closed');
      must(
        results.filter(({ type }) => type === 'challenge.closed').length === 1,
        'there is exactly one closed result',
      );
    },
  };
}

const closeOf = ({ events }: Took) => {
  const close = events.find(({ type }) => type === 'challenge-closed');
  return close?.type === 'challenge-closed' ? close : undefined;
};

const types = (events: Took['events']) => events.map(({ type }) => type);

function closesOnce(took: Took): void {
  const { before, events, after, now } = took;
  const close = closeOf(took);
  const late = close === undefined ? (isOpen(before) ? [] : events) : events.slice(events.indexOf(close) + 1);
  must(
    late.every(({ type }) => type === 'stray-found' || type === 'reply-late'),
    'nothing follows the close but a stray call and a late reply',
  );
  must(isOpen(before) || !('lateReply' in before) || !types(late).includes('reply-late'), 'one late reply is answered');
  must(
    events.every((event) => event.at === now),
    'facts are of the moment of their command',
  );
  must(isOpen(after) === (isOpen(before) && close === undefined), 'only the close closes, and for ever');
  must(!isOpen(after) || now < after.expiresAt, 'nothing leaves a challenge open after its time');
  if (close === undefined) return;
  must((close.status === 'expired') === now >= before.expiresAt, 'it expires at its time and not before');
  const reasons: readonly string[] = reasonsByStatus[close.status];
  must(reasons.includes(close.reason), `${close.reason} is a published reason of ${close.status}`);
}

function countsTries({ before, after }: Took): void {
  must(after.wrongCodes >= before.wrongCodes && after.wrongCodes <= before.tries.code, 'codes have five tries');
  must(after.wrongKeys >= before.wrongKeys && after.wrongKeys <= before.tries.key, 'keys have three tries');
  must(after.wrongNumbers >= before.wrongNumbers && after.wrongNumbers <= before.tries.match, 'numbers have two tries');
  must(after.wrongPins >= before.wrongPins && after.wrongPins <= before.tries.pin, 'PINs have three tries');
  must(new Set(after.wrongReplies).size === after.wrongReplies.length, 'one text costs one try');
  const keysSpent = after.wrongKeys === before.tries.key || after.wrongNumbers === before.tries.match;
  const spent = keysSpent || after.wrongCodes === before.tries.code || after.wrongPins === before.tries.pin;
  must(!spent || !isOpen(after), 'the last try closes');
}

/** By hand nobody is rung twice at once, nor asked in a way that asks less of them, nor without an end. */
function asksAgainWithMeasure({ before, after, command }: Took): void {
  const plannedCount = after.steps.filter(({ numberOf }) => numberOf === undefined).length;
  must(after.attempts.length <= Math.max(sendsMax, plannedCount), 'there are five calls and texts, or as planned');
  const isMore = after.attempts.length > before.attempts.length;
  if (command.type !== 'resend' || !isMore || !isOpen(before) || !isOpen(after)) return;
  const made = after.attempts.at(-1) as Attempt;
  const others = before.attempts.filter(({ step }) => numberOf(before, step) === numberOf(after, made.step));
  must(made.channel === 'sms' || !others.some(isCalling), 'asking again rings no phone that rings already');
  must(
    before.steps.some(({ method }) => method === made.method),
    'asking again stays with the methods that were asked for',
  );
}

function keepsNoSecrets({ after, before }: Took): void {
  if (isOpen(after) || after === before) return;
  must(!('secrets' in after || 'salt' in after || 'action' in after), 'a closed challenge has no secrets');
  must(!JSON.stringify(after).includes(code), 'a closed challenge has no code');
}

/** A call that says its own last words is not cut off, and one that reports its own end needs no ending. */
function hangsUpWhatIsLive(took: Took): void {
  const close = closeOf(took);
  if (close === undefined) return;
  const { before, command } = took;
  const ofItself = close.status !== 'expired' && 'attempt' in command ? command.attempt : undefined;
  const live = before.attempts.flatMap((attempt, index) =>
    isCalling(attempt) && 'sid' in attempt && index !== ofItself ? [attempt.sid] : [],
  );
  must(isDeepStrictEqual(close.hangUp, live), 'every live call is hung up with the close, and no other');
}

function setsTheAlarm({ after, now }: Took): void {
  const alarm = nextAlarmAt(after);
  must(isOpen(after) || alarm === undefined, 'a closed challenge sleeps');
  must(!isOpen(after) || (alarm !== undefined && alarm <= after.expiresAt), 'an open challenge wakes by its expiry');
  if (alarm !== undefined && alarm <= now)
    must(typeof decide(after, { type: 'wake' }, now) !== 'string', 'no alarm goes off for nothing');
}

/** Waking takes one due thing at a time, and a code is checked as often as somebody asks: these two are meant. */
function doesNothingTwice({ after, command, now }: Took): void {
  if (command.type === 'wake' || command.type === 'check-code') return;
  const again = decide(after, command, now);
  if (typeof again === 'string') return;
  must(isDeepStrictEqual(again.reduce(evolve, after), after), `${command.type} given twice does no more than once`);
}

function approvesForAReason(took: Took): void {
  const close = closeOf(took);
  if (close?.status !== 'approved') return;
  const { before, command } = took;
  const right = (answer: string) => isOpen(before) && answer === before.secrets.code;
  if (command.type === 'press-key') {
    const asked = before.attempts[command.attempt] as Extract<Attempt, { status: 'answered' }>;
    must(asked.status === 'answered' && asked.turn === command.turn, 'a key approves only in its turn');
    const { ask } = asked.prompt;
    const compared = (ask === 'match' || ask === 'pin') && command.verdict === 'right' && /^\d+#$/.test(command.key);
    must(
      compared || (command.key === '#' && ask === 'approve'),
      'keys approve only as a pound in answer to the question to approve, or as what was compared and found right',
    );
    must(asked.nonce === command.nonce && asked.sid === command.sid, 'a key approves only from its own call');
  } else if (command.type === 'reply') {
    must(right(command.answer), 'a reply approves only with the code');
    const texted = before.attempts.filter(({ method }) => method === 'reply').map(({ step }) => step);
    const numbers = isOpen(before) ? texted.map((step) => before.secrets.numbers[step]) : [];
    must(numbers.includes(command.from), 'a reply approves only from a number that was texted for one');
  } else must(command.type === 'check-code' && right(command.code), `${command.type} never approves`);
}

function staysEnded({ before, after }: Took): void {
  must(after.attempts.length >= before.attempts.length, 'no attempt is forgotten');
  for (const [index, attempt] of before.attempts.entries()) {
    const now = after.attempts[index];
    const same = now?.status === 'ended' && now.reason === (attempt.status === 'ended' && attempt.reason);
    must(attempt.status !== 'ended' || same, 'an attempt that has ended stays as it ended');
  }
}

/** The provider is asked once for each round, and a new round comes only from its own "too many requests". */
function fencesOnce({ before, after, command, events, now }: Took, once: Set<string>): void {
  for (const event of events) {
    if (event.type === 'attempt-sending') {
      const attempt = before.attempts[event.attempt];
      const round = attempt?.status === 'queued' ? attempt.round : -1;
      happensOnce(once, `fence ${event.attempt} in round ${round}`);
      must(command.type === 'begin-attempt' && command.round === round, 'only a worker of this round begins');
      must(after.expiresAt - now >= leastUsefulMs, 'nothing is dialled that nobody could answer in time');
    }
    if (event.type === 'attempt-queued' && event.round > 0 && before.attempts[event.attempt]?.status === 'sending')
      must(command.type === 'record-busy', 'only a provider that was too busy is asked again');
  }
}

function handsOverJobsOnce({ after, events }: Took, once: Set<string>): void {
  for (const job of events.flatMap((event) => jobsAfter(after.id, event))) {
    const attempt = job.type === 'look-up' ? after.attempts[job.attempt] : undefined;
    const round = attempt?.status === 'sending' ? ` in round ${attempt.round}` : '';
    happensOnce(once, JSON.stringify(job) + round);
  }
}

function happensOnce(once: Set<string>, what: string): void {
  must(!once.has(what), `this happens once: ${what}`);
  once.add(what);
}

function tells({ after, events }: Took): Result[] {
  const results = resultsAfter(after, events);
  for (const result of results) {
    const parsed = challengeResult.safeParse(result);
    must(parsed.success && isDeepStrictEqual(parsed.data, result), 'every result is as the contract says');
  }
  return results;
}
