import type { Attempt, Challenge, Channel, Method, OpenChallenge } from '../challenge/challenge.ts';
import { usualTries } from '../challenge/policy.ts';

/** The part of a challenge that may be read by whoever reads Redis. The id stands in the key. */
export type State = Omit<OpenChallenge, 'secrets' | 'id'> | Omit<Exclude<Challenge, OpenChallenge>, 'id'>;

/*
 * As JSON with one-letter names, times counted from the first of them, and without what nearly every challenge has in
 * common: a third of the size, and it is the largest thing that Redis holds for a challenge that waits. Names that are not in
 * these tables are written as they are.
 */
const names: Readonly<Record<string, string>> = {
  ...{ createdAt: 'c', expiresAt: 'e', closedAt: 'd', status: 't', reason: 'q', channel: 'h', method: 'k' },
  ...{ app: 'a', subject: 'u', locale: 'l', steps: 's', attempts: 'n', metadata: 'm', maskedTo: 'p', country: 'o' },
  ...{ salt: 'z', action: 'x', replyTo: 'r', wrongCodes: 'f', wrongKeys: 'g', wrongReplies: 'i' },
  ...{ wrongNumbers: 'j', wrongPins: 'v', tries: 'y', fingerprint: 'w' },
};
const attemptNames: Readonly<Record<string, string>> = {
  ...{
    step: 's',
    status: 't',
    startedAt: 'b',
    at: 'a',
    round: 'r',
    dueAt: 'd',
    nonce: 'n',
    lookups: 'l',
    lookupAt: 'k',
  },
  ...{ sid: 'i', turn: 'u', prompt: 'p', silences: 'w', reason: 'q' },
};
// Every status there is, or the types do not fit.
const statuses: Readonly<Record<Attempt['status'], string>> = {
  ...{ queued: 'q', sending: 'g', sent: 's', ringing: 'r', answered: 'a', heard: 'h', delivered: 'd', ended: 'e' },
};
const channelLetters: Readonly<Record<Channel, string>> = { voice: 'v', sms: 's' };
const methodLetters: Readonly<Record<Method, string>> = { pound: 'p', match: 'm', pin: 'i', code: 'c', reply: 'r' };
const times = new Set(['expiresAt', 'closedAt', 'startedAt', 'at', 'dueAt', 'lookupAt']);
const usual: Readonly<Record<string, unknown>> = {
  ...{ status: 'open', app: 'default', locale: 'en-US', metadata: {}, wrongCodes: 0, wrongKeys: 0, wrongReplies: [] },
  ...{ wrongNumbers: 0, wrongPins: 0, tries: usualTries },
};
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
  const packed: Fields = {};
  // Written with every commit, so without a copy of anything.
  for (const name in state) {
    if (name === 'id' || name === 'secrets') continue;
    const value = (state as unknown as Fields)[name];
    const field = fields.get(name);
    if (isUsual(field?.usual, value) || (name === 'expiresAt' && value === createdAt + usualLifeMs)) continue;
    const short = field?.short ?? name;
    if (name === 'steps') packed[short] = state.steps.map(packStep);
    else if (name === 'attempts')
      packed[short] = state.attempts.map((each, index) => packAttempt(each, index, createdAt));
    else if (name === 'maskedTo') packed[short] = state.maskedTo.replace(/•+/, ({ length }) => `*${length}*`);
    else if (name === 'subject')
      packed[short] = state.subject.replace(/^phone-(?!~)|^~/, (begin) => (begin === '~' ? '~~' : '~'));
    else packed[short] = field?.isTime === true ? (value as number) - createdAt : value;
  }
  return JSON.stringify(packed);
}

/** A letter each for channel and method, and behind them what is not 0: the seconds to wait, and the step whose number it has. */
function packStep({ channel, method, afterSeconds, numberOf }: Challenge['steps'][number]): string {
  const way = channelLetters[channel] + methodLetters[method];
  if (numberOf !== undefined) return `${way} ${afterSeconds} ${numberOf}`;
  return afterSeconds === 0 ? way : `${way} ${afterSeconds}`;
}

/** Its channel and method are those of its step, which is usually the one with its number; most begin with the challenge. */
function packAttempt(attempt: Attempt, index: number, createdAt: number): Fields {
  const packed: Fields = {};
  for (const name in attempt) {
    const value = (attempt as unknown as Fields)[name];
    if (name === 'channel' || name === 'method') continue;
    if ((name === 'step' && value === index) || (name === 'startedAt' && value === createdAt)) continue;
    const field = attemptFields.get(name);
    const short = field?.short ?? name;
    if (name === 'status') packed[short] = statuses[attempt.status];
    else if (name === 'sid') packed[short] = packSid(value as string);
    else packed[short] = field?.isTime === true ? (value as number) - createdAt : value;
  }
  return packed;
}

/** The opposite of `packState`. Whoever can write to Redis is trusted, so its shape is not checked again. */
export function unpackState(json: string): State {
  const packed = JSON.parse(json) as Fields;
  const createdAt = packed['c'] as number;
  const state: Fields = { ...structuredClone(usual), expiresAt: createdAt + usualLifeMs };
  for (const [short, value] of Object.entries(packed)) {
    const name = longNames[short] ?? short;
    state[name] = times.has(name) ? (value as number) + createdAt : value;
  }
  const steps = (state['steps'] as string[]).map((step) => {
    const [way = '', afterSeconds = '0', numberOf] = step.split(' ');
    return {
      channel: longChannels[way.charAt(0)],
      method: longMethods[way.charAt(1)],
      afterSeconds: Number(afterSeconds),
      ...(numberOf !== undefined && { numberOf: Number(numberOf) }),
    };
  });
  const attempts = (state['attempts'] as Fields[]).map((fields, index) => {
    const attempt: Fields = { step: index, startedAt: createdAt };
    for (const [short, value] of Object.entries(fields)) {
      const name = longAttemptNames[short] ?? short;
      if (name === 'status') attempt[name] = longStatuses[value as string];
      else if (name === 'sid') attempt[name] = unpackSid(value as string);
      else attempt[name] = times.has(name) ? (value as number) + createdAt : value;
    }
    const { channel, method } = steps[attempt['step'] as number] ?? {};
    return { ...attempt, channel, method };
  });
  const maskedTo = String(state['maskedTo']).replace(/\*(\d+)\*/, (_, length) => '•'.repeat(Number(length)));
  const subject = String(state['subject']).replace(/^~~?/, (begin) => (begin === '~' ? 'phone-' : '~'));
  return { ...state, subject, steps, attempts, maskedTo } as unknown as State;
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
