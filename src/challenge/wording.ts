import type { Speaker } from './app.ts';
import { type Challenge, isOpen, type OpenChallenge } from './challenge.ts';
import { segmentsOf } from './segments.ts';
import { webOtpLine, withoutAddress } from './text-rules.ts';
import { german } from './wording-de.ts';
import { english } from './wording-en.ts';
import { spanish } from './wording-es.ts';
import { french } from './wording-fr.ts';
import { dutch } from './wording-nl.ts';

/** Everything that is ever said or texted, in one language. A language is one file of this shape. */
export interface Wording {
  /** A BCP 47 tag for the provider's voice. */
  readonly language: string;
  /** A voice of the provider's, where an app chose one. */
  readonly voice?: string;
  /** Addresses of an app's recordings, by the words that they stand for. */
  readonly recordings?: ReadonlyMap<string, string>;
  /** So many seconds or minutes, in words. */
  readonly lasting: (seconds: number) => string;
  readonly call: {
    /** Said before any key is listened to, so that an early key cannot approve what was not yet heard. */
    readonly about: (app: string, action: string | undefined) => string;
    /** Said to a switchboard; `spaced` is the extension, digit by digit. */
    readonly connectMe: (spaced: string) => string;
    readonly howToApprove: string;
    readonly howToMatch: string;
    readonly howToEnterPin: string;
    /** `digit` is what a person keys and a machine does not. */
    readonly howToHearCode: (digit: string) => string;
    /** `spaced` is spoken character by character. */
    readonly code: (spaced: string) => string;
    readonly codeSpoken: string;
    readonly howToConfirmFraud: string;
    readonly silence: string;
    readonly wrongKey: string;
    readonly unfinished: string;
    readonly numberMissing: string;
    readonly pinMissing: string;
    readonly wrongNumber: string;
    readonly wrongPin: string;
    readonly typeItOnThePage: string;
    readonly approved: string;
    readonly fraudReported: string;
    readonly tooManyWrongKeys: string;
    readonly tooManyWrongNumbers: string;
    readonly tooManyWrongPins: string;
    readonly tooManyFailures: string;
    readonly noInput: string;
    readonly over: string;
  };
  readonly text: {
    readonly code: (code: string, app: string, seconds: number) => string;
    readonly reply: (code: string, app: string, seconds: number) => string;
    /** The same in as few words as it takes, where the whole would not fit in one message. */
    readonly shortCode: (code: string, app: string) => string;
    readonly shortReply: (code: string, app: string) => string;
    readonly wrongReply: string;
    readonly denied: (app: string) => string;
    /** To a reply that came when all was over by another way. */
    readonly late: (app: string) => string;
  };
}

// A map, since on an object `constructor` would be a language too.
const wordings = new Map<string, Wording>([
  ['de', german],
  ['en', english],
  ['es', spanish],
  ['fr', french],
  ['nl', dutch],
]);

/** The wording for a language tag, by its language, in the app's own words if it has any; English where we lack it. */
export function wordingFor(locale: string, app?: Pick<Speaker, 'wordings'>): Wording {
  const asked = locale.split('-')[0] ?? '';
  const language = wordings.has(asked) ? asked : 'en';
  return app?.wordings?.get(language) ?? wordings.get(language) ?? english;
}

/** The text that asks, with the seconds left to answer it, in one message if it can be. Its code is its first run of digits. */
export function challengeText(
  challenge: OpenChallenge,
  method: 'code' | 'reply',
  app: Speaker,
  seconds: number,
): string {
  const { text } = wordingFor(challenge.locale, app);
  const { code } = challenge.secrets;
  const appName = shownName(app);
  const line = method === 'code' ? webOtpLine(code, app.text?.webOtpDomain) : '';
  const whole = text[method](code, appName, seconds) + line;
  if (segmentsOf(whole) === 1) return whole;
  const short = (name: string) => (method === 'code' ? text.shortCode : text.shortReply)(code, name) + line;
  // A person knows a name by its beginning; a second message would arrive alone, or not at all.
  for (let letters = [...appName]; letters.length > 8; letters = letters.slice(0, -1)) {
    const cut = letters.length === [...appName].length ? appName : `${letters.join('').trimEnd()}...`;
    if (segmentsOf(short(cut)) === 1) return short(cut);
  }
  return short(appName);
}

/**
 * What to text back to a reply, if anything. Only the first wrong one is answered, and the first late one: two machines that
 * answer each other's texts would never stop.
 */
export function replyAnswer(challenge: Challenge, messageSid: string, app: Speaker): string | undefined {
  const { text } = wordingFor(challenge.locale, app);
  const appName = shownName(app);
  if (!isOpen(challenge) && challenge.lateReply === messageSid) return text.late(appName);
  if (!isOpen(challenge)) return challenge.reason === 'fraud-reported' ? text.denied(appName) : undefined;
  return challenge.wrongReplies[0] === messageSid ? text.wrongReply : undefined;
}

const shownName = ({ name, text }: Speaker): string => (text?.urls === true ? name : withoutAddress(name));
