import type { Challenge, OpenChallenge } from '../challenge/challenge.ts';
import { usualTries } from '../challenge/policy.ts';

/** The part of a challenge that may be read by whoever reads Redis. The id stands in the key. */
export type State = Omit<OpenChallenge, 'secrets' | 'id'> | Omit<Exclude<Challenge, OpenChallenge>, 'id'>;

/*
 * As JSON with one-letter names, times counted from the first of them, and without what nearly every challenge has in
 * common: half the size, and it is the largest thing that Redis holds for a challenge that waits. Names that are not in
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
const times = new Set(['expiresAt', 'closedAt', 'startedAt', 'at', 'dueAt', 'lookupAt']);
const usual: Readonly<Record<string, unknown>> = {
  ...{ status: 'open', app: 'default', locale: 'en-US', metadata: {}, wrongCodes: 0, wrongKeys: 0, wrongReplies: [] },
  ...{ wrongNumbers: 0, wrongPins: 0, tries: usualTries },
};

const inverse = (table: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(table).map(([long, short]) => [short, long]));
const longNames = inverse(names);
const longAttemptNames = inverse(attemptNames);

type Fields = Record<string, unknown>;

export function packState(state: State): string {
  const sooner = (name: string, value: unknown) => (times.has(name) ? (value as number) - state.createdAt : value);
  const steps = state.steps.map(({ channel, method, afterSeconds, numberOf }) => {
    return numberOf === undefined ? [channel, method, afterSeconds] : [channel, method, afterSeconds, numberOf];
  });
  const attempts = state.attempts.map((attempt) => {
    // Its channel and method are those of its step.
    const { channel: _channel, method: _method, ...rest } = attempt;
    return renamed(rest, attemptNames, sooner);
  });
  const unusual = Object.fromEntries(Object.entries(state).filter(([name, value]) => !isUsual(name, value)));
  const maskedTo = state.maskedTo.replace(/•+/, ({ length }) => `•${length}•`);
  return JSON.stringify(renamed({ ...unusual, steps, attempts, maskedTo }, names, sooner));
}

/** The opposite of `packState`. Whoever can write to Redis is trusted, so its shape is not checked again. */
export function unpackState(json: string): State {
  const packed = JSON.parse(json) as Fields;
  const createdAt = packed['c'] as number;
  const later = (name: string, value: unknown) => (times.has(name) ? (value as number) + createdAt : value);
  const state = { ...structuredClone(usual), ...renamed(packed, longNames, later) } as Fields;
  const steps = (state['steps'] as [string, string, number, number?][]).map(
    ([channel, method, afterSeconds, numberOf]) => {
      return { channel, method, afterSeconds, ...(numberOf !== undefined && { numberOf }) };
    },
  );
  const attempts = (state['attempts'] as Fields[]).map((attempt) => {
    const rest = renamed(attempt, longAttemptNames, later);
    const { channel, method } = steps[rest['step'] as number] ?? {};
    return { ...rest, channel, method };
  });
  const maskedTo = String(state['maskedTo']).replace(/•(\d+)•/, (_, length) => '•'.repeat(Number(length)));
  return { ...state, steps, attempts, maskedTo } as unknown as State;
}

const isUsual = (name: string, value: unknown): boolean =>
  name in usual && (value === usual[name] || JSON.stringify(value) === JSON.stringify(usual[name]));

/** `changed` is asked with the long name, whichever way the table goes: a short one has a single letter. */
function renamed(
  fields: Fields,
  table: Readonly<Record<string, string>>,
  changed: (longName: string, value: unknown) => unknown,
): Fields {
  const result: Fields = {};
  for (const [name, value] of Object.entries(fields)) {
    const other = table[name] ?? name;
    result[other] = changed(name.length === 1 ? other : name, value);
  }
  return result;
}
