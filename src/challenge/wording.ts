import { type Challenge, isOpen, type OpenChallenge, type Prompt } from './challenge.ts';
import { english } from './wording-en.ts';
import { dutch } from './wording-nl.ts';

/** Everything that is ever said or texted, in one language. A language is one file of this shape. */
export interface Wording {
  /** A BCP 47 tag for the provider's voice. */
  readonly language: string;
  readonly call: {
    /** Said before any key is listened to, so that an early key cannot approve what was not yet heard. */
    readonly about: (app: string, action: string | undefined) => string;
    readonly howToApprove: string;
    readonly howToConfirmFraud: string;
    readonly silence: string;
    readonly wrongKey: string;
    readonly approved: string;
    readonly fraudReported: string;
    readonly tooManyWrongKeys: string;
    readonly noInput: string;
    readonly over: string;
  };
  readonly text: {
    readonly code: (code: string, app: string, seconds: number) => string;
    readonly reply: (code: string, app: string, seconds: number) => string;
    readonly wrongReply: string;
    readonly denied: (app: string) => string;
  };
}

/** What a call says next, and whether it then listens for a key (`ask`) or hangs up. */
export type CallScript = { readonly language: string; readonly say: string } & (
  | { readonly next: 'ask'; readonly question: string; readonly turn: number }
  | { readonly next: 'hang-up' }
);

const wordings: Readonly<Record<string, Wording>> = { en: english, nl: dutch };

/** The wording for a language tag, by its language; English where we lack it. */
export function wordingFor(locale: string): Wording {
  return wordings[locale.split('-')[0] ?? ''] ?? english;
}

/**
 * What the call of `attempt` says now. It follows from the challenge alone, so a request that the provider repeats gets
 * the same words, and a call that is answered after the challenge ended learns so.
 */
export function callScript(challenge: Challenge, attempt: number, appName: string): CallScript {
  const { language, call } = wordingFor(challenge.locale);
  const state = challenge.attempts[attempt];
  if (state?.status !== 'answered' || !isOpen(challenge)) {
    const reason = state?.status === 'ended' ? state.reason : undefined;
    return { language, say: lastWords(call, reason), next: 'hang-up' };
  }
  const { prompt, turn } = state;
  return { language, say: lead(call, challenge, prompt, appName), next: 'ask', question: question(call, prompt), turn };
}

/** What is said when there is no challenge, or none that the caller may know about. */
export function overScript(locale: string): CallScript {
  const { language, call } = wordingFor(locale);
  return { language, say: call.over, next: 'hang-up' };
}

/** The text that asks, with the seconds left to answer it. Its code is the first run of digits in it. */
export function challengeText(
  challenge: OpenChallenge,
  method: 'code' | 'reply',
  appName: string,
  seconds: number,
): string {
  return wordingFor(challenge.locale).text[method](challenge.secrets.code, appName, seconds);
}

/**
 * What to text back to a reply, if anything. Only the first wrong one is answered: two machines that answer each other's
 * texts would never stop.
 */
export function replyAnswer(challenge: Challenge, messageSid: string, appName: string): string | undefined {
  const { text } = wordingFor(challenge.locale);
  if (!isOpen(challenge)) return challenge.reason === 'fraud-reported' ? text.denied(appName) : undefined;
  return challenge.wrongReplies[0] === messageSid ? text.wrongReply : undefined;
}

function lead(call: Wording['call'], challenge: OpenChallenge, prompt: Prompt, appName: string): string {
  const about = call.about(appName, challenge.action);
  if (prompt.lead === 'wrong-key') return call.wrongKey;
  if (prompt.lead === 'silence') return call.silence;
  return prompt.ask === 'approve' ? about : '';
}

const question = (call: Wording['call'], prompt: Prompt) =>
  prompt.ask === 'approve' ? call.howToApprove : call.howToConfirmFraud;

function lastWords(call: Wording['call'], reason: string | undefined): string {
  switch (reason) {
    case 'pound-pressed':
      return call.approved;
    case 'fraud-reported':
      return call.fraudReported;
    case 'wrong-key':
      return call.tooManyWrongKeys;
    case 'no-input':
      return call.noInput;
    default:
      return call.over;
  }
}
