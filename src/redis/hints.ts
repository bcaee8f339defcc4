import type { Phone } from '../challenge/phone.ts';
import type { Store } from '../ports.ts';
import type { RedisClock } from './clock.ts';
import { awaitingKey, claimKeys, claimsKeptMs } from './record.ts';
import type { Scripts } from './scripts.ts';
import { type Keys, tagNumber } from './seal.ts';

interface Deps {
  readonly clock: RedisClock;
  readonly keys: Keys;
}
/** More open challenges of one number than a person can have. */
const awaitingMax = 100;

/**
 * What is known by a number or by the provider's id and not by a challenge: hints, in partitions of their own. Each stands
 * with some others under one key, since a key costs twice as much memory as what it holds here.
 */
export function createHints(
  { clock, keys }: Deps,
  scripts: Scripts,
): Pick<Store, 'awaitReply' | 'awaitingReply' | 'claim' | 'claimants'> {
  // Half of it tells two numbers apart well enough for a hint.
  const tagOf = (from: Phone) => tagNumber(keys.number, from).slice(0, 10);
  const holderOf = (sid: string, mark: string) => scripts.claim(claimKeys(sid, clock.now()), [sid, mark, claimsKeptMs]);
  return {
    async awaitReply(from, id, expiresAt) {
      const tag = tagOf(from);
      await scripts.awaitReply([awaitingKey(tag)], [`${tag} ${id}`, expiresAt]);
    },
    async awaitingReply(from) {
      const tag = tagOf(from);
      return await scripts.awaitingReply([awaitingKey(tag)], [`${tag} `, awaitingMax]);
    },
    async claim(sid, mark) {
      return (await holderOf(sid, mark)) === mark;
    },
    async claimants(sids) {
      const marks = await Promise.all(sids.map((sid) => holderOf(sid, '')));
      return marks.map((mark) => mark ?? undefined);
    },
  };
}
