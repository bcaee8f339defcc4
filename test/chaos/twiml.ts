import { english } from '../../src/challenge/wording-en.ts';

/** What somebody on the line hears, and what they may do then. */
export interface Heard {
  /** Where the next key goes; `undefined` when the call is over. */
  readonly action: string | undefined;
  readonly asks: 'approve' | 'report' | 'nothing';
  /** The reason that the last words name: what the person was told. */
  readonly told: string | undefined;
}

const { call } = english;
const lastWords: readonly (readonly [string, string])[] = [
  [call.approved, 'pound-pressed'],
  [call.fraudReported, 'fraud-reported'],
  [call.tooManyWrongKeys, 'wrong-key'],
  [call.noInput, 'no-input'],
];

/** Reads the gateway's TwiML; `undefined` when it is none. */
export function hear(document: string): Heard | undefined {
  if (!document.includes('<Response')) return undefined;
  const text = unescaped(document);
  const action = /<Gather\b[^>]*\baction="([^"]*)"/.exec(document)?.[1];
  const asks = action === undefined ? 'nothing' : text.includes(call.howToConfirmFraud) ? 'report' : 'approve';
  const told = lastWords.find(([words]) => text.includes(words))?.[1];
  return { action: action === undefined ? undefined : unescaped(action), asks, told };
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'" };
const unescaped = (text: string): string =>
  text.replace(/&(#39|\w+);/g, (whole, name: string) => entities[name] ?? whole);
