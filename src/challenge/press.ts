/** What keys mean, by the question they answer. Only the first request of a turn counts, and only from its own call. */
import { liveAttempt } from './attempt.ts';
import { type Attempt, type Challenge, firstAsk, isOpen, type OpenChallenge, type Prompt } from './challenge.ts';
import { closing, failing } from './closing.ts';
import { announcedDigit } from './code.ts';
import type { Command, Refusal } from './command.ts';
import type { ChallengeEvent } from './event.ts';
import { evolve } from './evolve.ts';
import type { Outcome } from './outcome.ts';
import { pinDigitsMax, silenceRepeatsMax, turnsMax, wrongDigitsMax } from './policy.ts';

type Press = Extract<Command, { type: 'press-key' }>;
type Decision = ChallengeEvent[] | Refusal;
type Answered = Extract<Attempt, { status: 'answered' }>;

/** One press in the question that it answers. */
interface Pressed {
  readonly challenge: OpenChallenge;
  readonly attempt: Answered;
  readonly index: number;
  readonly key: string;
  readonly verdict: Press['verdict'];
  readonly now: number;
}

export function pressKey(challenge: OpenChallenge, command: Press, now: number): Decision {
  const attempt = answeredAttempt(challenge, command);
  if (typeof attempt === 'string') return attempt;
  const { attempt: index, key, verdict } = command;
  const pressed = { challenge, attempt, index, key, verdict, now };
  switch (attempt.prompt.ask) {
    case 'approve':
      return key === '#' ? over(pressed, { status: 'approved', reason: 'pound-pressed' }) : oneKey(pressed);
    case 'confirm-fraud':
      if (key === '0') return wrongKey(pressed);
      return key === '#' ? reportFraud(pressed) : oneKey(pressed);
    case 'digit': {
      const isRight = key === announcedDigit(attempt.nonce, attempt.turn);
      return isRight ? turn(pressed, { ask: 'code', lead: 'greeting' }) : oneKey(pressed);
    }
    case 'match':
    case 'pin':
      return severalKeys(pressed, attempt.prompt.ask);
    case 'code':
      return afterCode(pressed);
    case 'code-spoken':
      return 'nothing-new';
    default:
      throw attempt.prompt.ask satisfies never;
  }
}

/** A number or a PIN that was keyed whole, with what it has to be. */
export type KeyedAnswer =
  | { readonly ask: 'match'; readonly keyed: string; readonly matchNumber: string }
  | { readonly ask: 'pin'; readonly keyed: string; readonly pinHash: string };

/** What this press answers if it is an answer that has to be compared; all else costs no look. */
export function keyedAnswer(challenge: Challenge, command: Press): KeyedAnswer | undefined {
  if (!isOpen(challenge)) return undefined;
  const attempt = answeredAttempt(challenge, command);
  if (typeof attempt === 'string') return undefined;
  const { ask } = attempt.prompt;
  if ((ask !== 'match' && ask !== 'pin') || !wholeAnswer[ask].test(command.key)) return undefined;
  const keyed = command.key.slice(0, -1);
  const { matchNumber, pinHash } = challenge.secrets;
  if (ask === 'match') return matchNumber === undefined ? undefined : { ask, keyed, matchNumber };
  return pinHash === undefined ? undefined : { ask, keyed, pinHash };
}

const wholeAnswer = { match: /^\d{2}#$/, pin: new RegExp(`^\\d{1,${pinDigitsMax}}#$`) } as const;

function answeredAttempt(challenge: OpenChallenge, command: Press): Answered | Refusal {
  const attempt = liveAttempt(challenge, command);
  if (typeof attempt === 'string') return attempt;
  const isNow = attempt.status === 'answered' && attempt.turn === command.turn && attempt.sid === command.sid;
  return isNow ? attempt : 'stale-turn';
}

/** The keys that mean the same in every question that takes one. */
function oneKey(pressed: Pressed): Decision {
  switch (pressed.key) {
    case '*':
      return startAgain(pressed);
    case '':
      return silence(pressed);
    case '0':
      return turn(pressed, { ask: 'confirm-fraud', lead: 'greeting' });
    default:
      return wrongKey(pressed);
  }
}

/** Keys up to a `#`. Who keys a star anywhere wants to begin again; who stops in the middle is told how to finish. */
function severalKeys(pressed: Pressed, ask: 'match' | 'pin'): Decision {
  const { key } = pressed;
  if (key === '') return silence(pressed);
  if (key === '#') return silence(pressed, 'nothing-keyed');
  if (key.includes('*')) return startAgain(pressed);
  if (key === '0#') return reportFraud(pressed);
  if (key === '0') return turn(pressed, { ask: 'confirm-fraud', lead: 'greeting' });
  if (wholeAnswer[ask].test(key)) return compared(pressed, ask);
  const couldBeFinished = wholeAnswer[ask].test(`${key}#`);
  return wrongKey(pressed, couldBeFinished ? 'unfinished' : 'wrong-key');
}

function compared(pressed: Pressed, ask: 'match' | 'pin'): Decision {
  const { challenge, attempt, index, verdict, now } = pressed;
  if (verdict === undefined) return 'not-compared';
  if (verdict === 'no-looks-left') return failing(challenge, index, 'rate-limited', now);
  const isMatch = ask === 'match';
  if (verdict === 'right')
    return over(pressed, { status: 'approved', reason: isMatch ? 'number-matched' : 'pin-accepted' });
  const prompt: Prompt = { ask, lead: 'wrong-answer' };
  const { sid, turn: asked } = attempt;
  const facts = { attempt: index, at: now, sid, turn: asked + 1, prompt, silences: 0 };
  const { tries, wrongNumbers, wrongPins } = challenge;
  const isLast = isMatch ? wrongNumbers + 1 >= tries.match : wrongPins + 1 >= tries.pin;
  const denial: Outcome = { status: 'denied', reason: isMatch ? 'wrong-number' : 'wrong-pin' };
  return refused(pressed, { type: 'answer-refused', ...facts }, isLast ? denial : undefined);
}

/** The code was spoken, and nothing said now is an answer: it is typed elsewhere. So a slip costs nothing. */
function afterCode(pressed: Pressed): Decision {
  const { key, attempt } = pressed;
  if (key === '0') return turn(pressed, { ask: 'confirm-fraud', lead: 'greeting' });
  const isOver = key === '' || key === '#' || attempt.turn >= turnsMax - 1;
  if (isOver) return turn(pressed, { ask: 'code-spoken', lead: 'greeting' });
  return turn(pressed, { ask: 'code', lead: key === '*' ? 'again' : 'wrong-key' });
}

const startAgain = (pressed: Pressed): Decision =>
  turn(pressed, { ask: firstAsk(pressed.attempt.method), lead: 'again' });

const reportFraud = (pressed: Pressed): Decision => over(pressed, { status: 'denied', reason: 'fraud-reported' });

/** The call says its own last words. */
const over = ({ challenge, index, now }: Pressed, outcome: Outcome): ChallengeEvent[] =>
  closing(challenge, outcome, now, { attempt: index, speaking: true });

function silence(pressed: Pressed, lead: 'silence' | 'nothing-keyed' = 'silence'): Decision {
  const { challenge, attempt, index, now } = pressed;
  const silences = attempt.silences + 1;
  if (silences > silenceRepeatsMax) return failing(challenge, index, 'no-input', now);
  return turn(pressed, { ask: attempt.prompt.ask, lead }, silences);
}

/** Says so and asks the same question again: after `0` and a slip the pound key must still report, never approve. */
function wrongKey(pressed: Pressed, lead: 'wrong-key' | 'unfinished' = 'wrong-key'): Decision {
  const { challenge, attempt, index, now } = pressed;
  const { sid, turn: asked } = attempt;
  const prompt: Prompt = { ask: attempt.prompt.ask, lead };
  const facts = { attempt: index, at: now, sid, turn: asked + 1, prompt, silences: 0 };
  const most = attempt.prompt.ask === 'digit' ? Math.min(wrongDigitsMax, challenge.tries.key) : challenge.tries.key;
  const isLast = challenge.wrongKeys + 1 >= most;
  const denial: Outcome = { status: 'denied', reason: 'wrong-key' };
  return refused(pressed, { type: 'key-refused', ...facts }, isLast ? denial : undefined);
}

/** A refused key or answer, and what follows: the denial, the end of a call that has asked enough, or the question again. */
function refused(pressed: Pressed, event: ChallengeEvent, denial: Outcome | undefined): ChallengeEvent[] {
  const { challenge, attempt, index, now } = pressed;
  if (denial !== undefined) return [event, ...over(pressed, denial)];
  if (attempt.turn < turnsMax) return [event];
  return [event, ...failing(evolve(challenge, event) as OpenChallenge, index, 'no-input', now)];
}

function turn({ challenge, attempt, index, now }: Pressed, prompt: Prompt, silences = 0): Decision {
  if (attempt.turn >= turnsMax) return failing(challenge, index, 'no-input', now);
  return [{ type: 'turn-taken', attempt: index, at: now, sid: attempt.sid, turn: attempt.turn + 1, prompt, silences }];
}
