import type { Speaker } from './app.ts';
import {
  type AnsweredAttempt,
  type Challenge,
  extensionOf,
  firstAsk,
  isOpen,
  type OpenChallenge,
} from './challenge.ts';
import { announcedDigit } from './code.ts';
import { pinDigitsMax } from './policy.ts';
import { type Wording, wordingFor } from './wording.ts';

/**
 * What a call says next, and whether it then listens (`ask`) or hangs up. It listens for one key of any kind, or for up to
 * `keysMax` keys before a `#`.
 */
export type CallScript = {
  readonly language: string;
  readonly voice?: string;
  /** What is played in the place of words, by these words. */
  readonly recordings?: ReadonlyMap<string, string>;
  readonly say: string;
  /** What comes before all that, for a switchboard to hear. */
  readonly opening?: { readonly waitSeconds: number; readonly say: string; readonly thenSeconds: number };
} & (
  | { readonly next: 'ask'; readonly question: string; readonly turn: number; readonly keysMax: number }
  | { readonly next: 'hang-up' }
);

/**
 * What the call of `attempt` says now. It follows from the challenge alone, so a request that the provider repeats gets
 * the same words, and a call that is answered after the challenge ended learns so.
 */
export function callScript(challenge: Challenge, attempt: number, app: Speaker): CallScript {
  const wording = wordingFor(challenge.locale, app);
  const { call } = wording;
  const state = challenge.attempts[attempt];
  if (state?.status !== 'answered' || !isOpen(challenge)) {
    const reason = state?.status === 'ended' ? state.reason : undefined;
    return { ...spokenBy(wording), say: lastWords(call, reason), next: 'hang-up' };
  }
  const { ask } = state.prompt;
  const say = lead(call, challenge, state, app.name);
  if (ask === 'code-spoken') return { ...spokenBy(wording), say, next: 'hang-up' };
  const question = questionOf(call, challenge, state);
  return {
    ...spokenBy(wording),
    ...openingOf(call, challenge, state, app),
    say,
    next: 'ask',
    question,
    turn: state.turn,
    keysMax: keysMax[ask],
  };
}

/** Only the first answer comes from a switchboard; from then on it is the person. */
function openingOf(
  call: Wording['call'],
  challenge: OpenChallenge,
  { step, turn }: AnsweredAttempt,
  { extensions }: Speaker,
): Pick<CallScript, 'opening'> {
  const extension = extensionOf(challenge, step);
  if (extension === undefined || extensions === undefined || turn > 1) return {};
  const { by, secondsBefore, secondsAfter } = extensions;
  if (by === 'words')
    return {
      opening: { waitSeconds: secondsBefore, say: call.connectMe(spaced(extension)), thenSeconds: secondsAfter },
    };
  return secondsAfter === 0 ? {} : { opening: { waitSeconds: 0, say: '', thenSeconds: secondsAfter } };
}

/** What is said when there is no challenge, or none that the caller may know about. */
export function overScript(locale: string): CallScript {
  const wording = wordingFor(locale);
  return { ...spokenBy(wording), say: wording.call.over, next: 'hang-up' };
}

const spokenBy = ({ language, voice, recordings }: Wording) => ({
  language,
  ...(voice !== undefined && { voice }),
  ...(recordings !== undefined && { recordings }),
});

/** How many keys are listened for; with several, one more than an answer has, so that one too many is noticed. */
const keysMax = { approve: 1, 'confirm-fraud': 1, digit: 1, code: 1, match: 3, pin: pinDigitsMax + 1 } as const;

/** What is said before the call listens. */
function lead(
  call: Wording['call'],
  challenge: OpenChallenge,
  { prompt, method, step }: AnsweredAttempt,
  appName: string,
): string {
  // The person behind a switchboard may have come to the phone when the beginning was over.
  const mayBeNew = prompt.lead === 'silence' && extensionOf(challenge, step) !== undefined;
  if (mayBeNew && prompt.ask === firstAsk(method)) return call.about(appName, challenge.action);
  switch (prompt.lead) {
    case 'wrong-key':
      return prompt.ask === 'code' ? call.typeItOnThePage : call.wrongKey;
    case 'wrong-answer':
      return method === 'match' ? call.wrongNumber : call.wrongPin;
    case 'unfinished':
      return call.unfinished;
    case 'nothing-keyed':
      return method === 'match' ? call.numberMissing : call.pinMissing;
    case 'silence':
      return call.silence;
    case 'greeting':
    case 'again':
      if (prompt.ask === 'code-spoken') return call.codeSpoken;
      return prompt.ask === 'code' || prompt.ask === 'confirm-fraud' ? '' : call.about(appName, challenge.action);
    default:
      throw prompt.lead satisfies never;
  }
}

function questionOf(
  call: Wording['call'],
  { secrets }: OpenChallenge,
  { prompt, nonce, turn }: AnsweredAttempt,
): string {
  switch (prompt.ask) {
    case 'approve':
      return call.howToApprove;
    case 'match':
      return call.howToMatch;
    case 'pin':
      return call.howToEnterPin;
    case 'digit':
      return call.howToHearCode(announcedDigit(nonce, turn));
    case 'code':
      return call.code(spaced(secrets.code));
    case 'code-spoken':
      return '';
    case 'confirm-fraud':
      return call.howToConfirmFraud;
    default:
      throw prompt.ask satisfies never;
  }
}

/** One character after the other: a voice reads `561166` as half a million, and `5. 6.` in German as "fifth, sixth". */
const spaced = (code: string): string => [...code.toUpperCase()].join(', ');

function lastWords(call: Wording['call'], reason: string | undefined): string {
  switch (reason) {
    case 'pound-pressed':
    case 'number-matched':
    case 'pin-accepted':
      return call.approved;
    case 'fraud-reported':
      return call.fraudReported;
    case 'wrong-key':
      return call.tooManyWrongKeys;
    case 'wrong-number':
      return call.tooManyWrongNumbers;
    case 'wrong-pin':
      return call.tooManyWrongPins;
    case 'rate-limited':
      return call.tooManyFailures;
    case 'no-input':
      return call.noInput;
    default:
      return call.over;
  }
}
