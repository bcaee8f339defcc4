import type { Challenge, OpenChallenge, Secrets } from '../challenge/challenge.ts';
import { deriveCode } from '../challenge/code.ts';
import type { KeptJob } from '../challenge/jobs.ts';
import type { Phone } from '../challenge/phone.ts';
import { partitionOf, resultsStream, spread } from '../contract/names.ts';
import { type Keys, seal, unseal } from './seal.ts';
import { packState, unpackState } from './state.ts';

/** Every key name of ours. The keys that one commit touches share the hash tag of the challenge's partition. */
export const keysOf = (id: string): { record: string; alarms: string; results: string } => {
  const partition = partitionOf(id);
  return {
    record: `poundkey:{${partition}}:challenge:${id}`,
    alarms: alarmsKey(partition),
    results: resultsStream(partition),
  };
};
export const alarmsKey = (partition: number): string => `poundkey:{${partition}}:alarms`;
/** What an app has asked for, in this partition. */
export const listKey = (partition: number, app: string): string => `poundkey:{${partition}}:of:${app}`;
export const rejectedKey = (partition: number, mark: string): string => `poundkey:{${partition}}:rejected:${mark}`;
export const verificationKey = (tag: string): string => `poundkey:{${tag}}:verification`;
/** What is known of an owner (a subject, a number, an address or a prefix) lives together with that of some others. */
const placeOf = (ownerTag: string): string => `{g${spread(ownerTag, 16_384)}}`;
export const looksKey = (ownerTag: string): string => `poundkey:${placeOf(ownerTag)}:looks:${ownerTag}`;
export const blockedKey = (ownerTag: string): string => `poundkey:${placeOf(ownerTag)}:blocked:${ownerTag}`;
export const blockHistoryKey = (ownerTag: string): string => `poundkey:${placeOf(ownerTag)}:block-history:${ownerTag}`;
export const secretKey = 'poundkey:secret';
export const probeKey = (partition: number): string => `poundkey:{${partition}}:probe`;
export const blocksKey = (app: string): string => `poundkey:blocks:${app}`;
/** Buckets of some owners, and of subjects the challenge that asks them: nearly every owner has some, so they share a key. */
export const gateKey = (ownerTag: string): string => `poundkey:${placeOf(ownerTag)}:gate`;
/** Texts that were heard and whom they were meant for, some together: this month's, and the last one's, which a callback may be told again from. */
export const heardKeys = (messageSid: string, now: number): [string, string] => {
  const place = `poundkey:{h${spread(messageSid, 4_096)}}:texts`;
  const time = Math.floor(now / heardMs);
  return [`${place}:${time}`, `${place}:${time - 1}`];
};
/** At least so long a text that is told again is known. */
export const heardMs = 30 * 86_400_000;
/** Some numbers' challenges together: a text reads through all of them, so they are few. */
export const byNumberKey = (numberTag: string): string => `poundkey:{n${spread(numberTag, 16_384)}}:by-number`;

/** Longer than any challenge lives: no lookup asks about an older call or text. */
const claimMs = 900_000;
/** A claim that was made at the end of its time holds for another one; two clocks never differ by more. */
export const claimsKeptMs = claimMs * 3;

/** Claims that are made now, those that another process made whose clock is a moment ahead, and those of the time before. */
export function claimKeys(name: string, now: number): string[] {
  const place = `poundkey:{c${spread(name, 4_096)}}:claims`;
  const time = Math.floor(now / claimMs);
  return [time, time + 1, time - 1].map((each) => `${place}:${each}`);
}

/** The part that may not: as few characters as it takes, it is one of the larger things in the record. */
type Sealed = { n: readonly string[]; c?: string; e?: string; m?: string; p?: string };

/** A record is one string of four lines: nothing else in Redis is as small. `commit-3-up.lua` writes it. */
export function splitRecord(record: string): { version: number; sealed: string; jobs: KeptJob[]; state: string } {
  const [version = '', sealed = '', jobs = '', state = ''] = record.split('\n');
  const lines = jobs === '' ? [] : jobs.split('\t');
  return { version: Number(version), sealed, jobs: lines.map((line) => JSON.parse(line) as KeptJob), state };
}

/** Jobs as they stand in a record: JSON has no tabs and no line ends of its own. */
export const joinJobs = (jobs: readonly KeptJob[]): string => jobs.map((job) => JSON.stringify(job)).join('\t');

export const writeState = (challenge: Challenge): string => packState(challenge);

/** A code that we made is not among them: it is made again when the record is read. */
export function sealSecrets(keys: Keys, id: string, secrets: Secrets): string {
  const sealed: Sealed = {
    n: secrets.numbers,
    ...(secrets.codeIsGiven && { c: secrets.code }),
    ...(secrets.extension !== undefined && { e: secrets.extension }),
    ...(secrets.matchNumber !== undefined && { m: secrets.matchNumber }),
    ...(secrets.pinHash !== undefined && { p: secrets.pinHash }),
  };
  // Most have nothing but numbers, of which no JSON need be made.
  const plain = Object.keys(sealed).length === 1 ? secrets.numbers.join(' ') : JSON.stringify(sealed);
  return seal(keys.record, id, plain);
}

/** A record as it was written. Whoever can write to Redis is trusted, so its shape is not checked again. */
export function readRecord(keys: Keys, id: string, packed: string, sealedSecrets: string): Challenge {
  const state = unpackState(packed);
  if (state.status !== 'open') return { id, ...state } as Challenge;
  if (sealedSecrets === '') throw new Error('an open challenge has lost its secrets');
  const open = state as Omit<OpenChallenge, 'secrets' | 'id'>;
  return { id, ...open, secrets: readSecrets(keys, id, open.salt, sealedSecrets) };
}

/**
 * Opened when first looked at: most commands (a callback, a key, a look at the state) need no number and no code, and
 * opening costs more than the rest of reading a record. Throws then if the record was tampered with.
 */
function readSecrets(keys: Keys, id: string, salt: string, sealedSecrets: string): Secrets {
  let opened: Sealed | undefined;
  const open = (): Sealed => {
    if (opened === undefined) {
      const plain = unseal(keys.record, id, sealedSecrets);
      opened = plain.startsWith('{') ? (JSON.parse(plain) as Sealed) : { n: plain.split(' ') };
    }
    return opened;
  };
  return {
    get numbers() {
      return open().n as readonly Phone[];
    },
    get code() {
      return open().c ?? deriveCode(keys.code, id, salt);
    },
    get codeIsGiven() {
      return open().c !== undefined;
    },
    get extension() {
      return open().e;
    },
    get matchNumber() {
      return open().m;
    },
    get pinHash() {
      return open().p;
    },
  };
}
