import type { Attempt, Challenge, Channel, Method, OpenChallenge } from '../challenge/challenge.ts';
import { usualTries } from '../challenge/policy.ts';

/** The part of a challenge that may be read by whoever reads Redis. The id stands in the key. */
export type State = Omit<OpenChallenge, 'secrets' | 'id'> | Omit<Exclude<Challenge, OpenChallenge>, 'id'>;

/*
 * As words with tabs between them, of which each has its place: what every challenge has, then its attempts, then the rest as
 * JSON with short names and without what is usual. A quarter of the size of JSON, and it is the largest thing that Redis holds
 * for a challenge that waits. Times are counted from the first of them, in base 36. What does not fit into its place, since it
 * has a tab of its own, stands with the rest; names that are not in these tables are written as they are.
 */
const heads = ['country', 'maskedTo', 'salt', 'subject'] as const;
const attemptHeads = ['nonce', 'sid'] as const;
const inPlace = new Set<string>([...heads, 'id', 'secrets', 'createdAt', 'steps', 'attempts']);
const inPlaceOfAttempt = new Set<string>([...attemptHeads, 'status', 'at', 'startedAt', 'channel', 'method']);

const names: Readonly<Record<string, string>> = {
  ...{ expiresAt: 'e', closedAt: 'd', status: 't', reason: 'q', channel: 'h', method: 'k', app: 'a', locale: 'l' },
  ...{ metadata: 'm', action: 'x', replyTo: 'r', wrongCodes: 'f', wrongKeys: 'g', wrongReplies: 'i' },
  ...{ wrongNumbers: 'j', wrongPins: 'v', tries: 'y', fingerprint: 'w' },
};
const attemptNames: Readonly<Record<string, string>> = {
  ...{ step: 's', round: 'r', dueAt: 'd', lookups: 'l', lookupAt: 'k' },
  ...{ turn: 'u', prompt: 'p', silences: 'w', reason: 'q' },
};
// Every status there is, or the types do not fit.
const statuses: Readonly<Record<Attempt['status'], string>> = {
  ...{ queued: 'q', sending: 'g', sent: 's', ringing: 'r', answered: 'a', heard: 'h', delivered: 'd', ended: 'e' },
};
const channelLetters: Readonly<Record<Channel, string>> = { voice: 'v', sms: 's' };
const methodLetters: Readonly<Record<Method, string>> = { pound: 'p', match: 'm', pin: 'i', code: 'c', reply: 'r' };
const times = new Set(['expiresAt', 'closedAt', 'dueAt', 'lookupAt']);
const usual: Readonly<Record<string, unknown>> = {
  ...{ status: 'open', app: 'default', locale: 'en-US', metadata: {}, wrongCodes: 0, wrongKeys: 0, wrongReplies: [] },
  ...{ wrongNumbers: 0, wrongPins: 0, tries: usualTries },
};
/** What would break a line, and halves of characters, which Redis would not give back as they were. */
const misfits = /[\t\n\ud800-\udfff]/;
/** A challenge lives so long unless somebody said otherwise. */
const usualLifeMs = 180_000;
const inverse = (table: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(table).map(([long, short]) => [short, long]));
const longNames = inverse(names);
const longAttemptNames = inverse(attemptNames);
const longStatuses = inverse(statuses);
const longChannels = inverse(channelLetters);
const longMethods = inverse(methodLetters);

type Fields = Record<string, unknown>;
/** All that the tables say of a name, for one look at it. */
interface Field {
  readonly short: string;
  readonly isTime: boolean;
  readonly usual: unknown;
}
const fieldsOf = (table: Readonly<Record<string, string>>, common: Readonly<Record<string, unknown>>) =>
  new Map<string, Field>(
    Object.entries(table).map(([name, short]) => [name, { short, isTime: times.has(name), usual: common[name] }]),
  );
const fields = fieldsOf(names, usual);
const attemptFields = fieldsOf(attemptNames, {});

/** Without the id, and without the secrets of a challenge that is open: those are sealed and stand beside it. */
export function packState(state: State | Challenge): string {
  const { createdAt } = state;
  const rest: Fields = {};
  let line = `${createdAt.toString(36)}\t${state.steps.map(packStep).join(',')}`;
  for (const name of heads) {
    const value = (state as Partial<Record<typeof name, string>>)[name];
    const word = value === undefined ? '' : packWord(name, value);
    const fits = word !== '' && !misfits.test(word);
    line += fits ? `\t${word}` : '\t';
    if (!fits && value !== undefined) rest[name] = value;
  }
  for (let index = 0; index < state.attempts.length; index++)
    line += `\t${packAttempt(state.attempts[index] as Attempt, index, createdAt)}`;
  // Written with every commit, so without a copy of anything.
  for (const name in state) {
    if (inPlace.has(name)) continue;
    const value = (state as unknown as Fields)[name];
    const field = fields.get(name);
    if (isUsual(field?.usual, value) || (name === 'expiresAt' && value === createdAt + usualLifeMs)) continue;
    rest[field?.short ?? name] = field?.isTime === true ? (value as number) - createdAt : value;
  }
  return `${line}\t${isEmpty(rest) ? '' : JSON.stringify(rest)}`;
}

function packWord(name: (typeof heads)[number], value: string): string {
  if (name === 'maskedTo') return value.replace(/•+/, ({ length }) => `*${length}*`);
  if (name === 'subject') return value.replace(/^phone-(?!~)|^~/, (begin) => (begin === '~' ? '~~' : '~'));
  return value;
}

function unpackWord(name: (typeof heads)[number], word: string): string {
  if (name === 'maskedTo') return word.replace(/\*(\d+)\*/, (_, length) => '•'.repeat(Number(length)));
  if (name === 'subject') return word.replace(/^~~?/, (begin) => (begin === '~' ? 'phone-' : '~'));
  return word;
}

/** A letter each for channel and method, and behind them what is not 0: the seconds to wait, and the step whose number it has. */
function packStep({ channel, method, afterSeconds, numberOf }: Challenge['steps'][number]): string {
  const way = channelLetters[channel] + methodLetters[method];
  if (numberOf !== undefined) return `${way} ${afterSeconds} ${numberOf}`;
  return afterSeconds === 0 ? way : `${way} ${afterSeconds}`;
}

/**
 * Its status, when its step started (nothing for the beginning of the challenge) and when it came to this, its nonce and the
 * provider's id, and the rest. Its channel and method are those of its step, which is usually the one with its number.
 */
function packAttempt(attempt: Attempt, index: number, createdAt: number): string {
  const { status, startedAt, at } = attempt;
  const rest: Fields = {};
  const begun = startedAt === createdAt ? '' : (startedAt - createdAt).toString(36);
  let words = `${statuses[status]} ${begun} ${(at - createdAt).toString(36)}`;
  for (const name of attemptHeads) {
    const value = (attempt as Partial<Record<typeof name, string>>)[name];
    const word = value === undefined || name === 'nonce' ? (value ?? '') : packSid(value);
    const fits = word !== '' && !misfits.test(word) && !word.includes(' ');
    words += fits ? ` ${word}` : ' ';
    if (!fits && value !== undefined) rest[name] = value;
  }
  for (const name in attempt) {
    const value = (attempt as unknown as Fields)[name];
    if (inPlaceOfAttempt.has(name) || (name === 'step' && value === index)) continue;
    const field = attemptFields.get(name);
    rest[field?.short ?? name] = field?.isTime === true ? (value as number) - createdAt : value;
  }
  return isEmpty(rest) ? words : `${words} ${JSON.stringify(rest)}`;
}

/** The opposite of `packState`. Whoever can write to Redis is trusted, so its shape is not checked again. */
export function unpackState(line: string): State {
  if (line.startsWith('{')) throw new Error('a record that an older version wrote cannot be read by this one');
  const [created = '', ways = '', ...others] = line.split('\t');
  const createdAt = Number.parseInt(created, 36);
  const state: Fields = { ...structuredClone(usual), createdAt, expiresAt: createdAt + usualLifeMs };
  for (const [index, name] of heads.entries()) {
    const word = others[index] ?? '';
    if (word !== '') state[name] = unpackWord(name, word);
  }
  const steps = ways === '' ? [] : ways.split(',').map(unpackStep);
  const attempts = others.slice(heads.length, -1).map((words, index) => {
    const attempt = unpackAttempt(words, index, createdAt);
    const { channel, method } = steps[attempt['step'] as number] ?? {};
    return { ...attempt, channel, method };
  });
  assignRest(state, others.at(-1) ?? '', longNames, createdAt);
  return { ...state, steps, attempts } as unknown as State;
}

function unpackStep(words: string): Partial<Challenge['steps'][number]> {
  const [way = '', afterSeconds = '0', numberOf] = words.split(' ');
  return {
    channel: longChannels[way.charAt(0)] as Channel,
    method: longMethods[way.charAt(1)] as Method,
    afterSeconds: Number(afterSeconds),
    ...(numberOf !== undefined && { numberOf: Number(numberOf) }),
  };
}

function unpackAttempt(words: string, index: number, createdAt: number): Fields {
  const [status = '', begun = '', at = '', nonce = '', sid = '', ...rest] = words.split(' ');
  const attempt: Fields = {
    step: index,
    status: longStatuses[status],
    startedAt: begun === '' ? createdAt : createdAt + Number.parseInt(begun, 36),
    at: createdAt + Number.parseInt(at, 36),
    ...(nonce !== '' && { nonce }),
    ...(sid !== '' && { sid: unpackSid(sid) }),
  };
  assignRest(attempt, rest.join(' '), longAttemptNames, createdAt);
  return attempt;
}

function assignRest(to: Fields, json: string, long: Readonly<Record<string, string>>, createdAt: number): void {
  if (json === '') return;
  for (const [short, value] of Object.entries(JSON.parse(json) as Fields)) {
    const name = long[short] ?? short;
    to[name] = times.has(name) ? (value as number) + createdAt : value;
  }
}

/** The provider's ids are two letters and 32 digits in base 16, of which base64 makes 22 characters. */
export const packSid = (sid: string): string =>
  /^[A-Z]{2}[0-9a-f]{32}$/.test(sid) ? sid.slice(0, 2) + Buffer.from(sid.slice(2), 'hex').toString('base64url') : sid;
const unpackSid = (packed: string): string =>
  packed.length === 24 ? packed.slice(0, 2) + Buffer.from(packed.slice(2), 'base64url').toString('hex') : packed;

function isUsual(common: unknown, value: unknown): boolean {
  if (value === common) return common !== undefined;
  if (typeof common !== 'object' || typeof value !== 'object') return false;
  return isEmpty(value) ? isEmpty(common) : JSON.stringify(value) === JSON.stringify(common);
}

function isEmpty(value: object | null): boolean {
  for (const _ in value) return false;
  return true;
}
