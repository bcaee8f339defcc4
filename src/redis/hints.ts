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
): Pick<Store, 'awaitReply' | 'awaitingReply' | 'placing' | 'placedTo' | 'claim' | 'claimants'> {
  // Half of it tells two numbers apart well enough for a hint.
  const tagOf = (owner: string) => tagNumber(keys.number, owner).slice(0, 10);
  const placedIn = (to: Phone) => `placed ${to}`;
  const remember = async (owner: string, id: string, expiresAt: number) => {
    const tag = tagOf(owner);
    await scripts.awaitReply([awaitingKey(tag)], [`${tag} ${id}`, expiresAt]);
  };
  const recall = async (owner: string) => {
    const tag = tagOf(owner);
    return await scripts.awaitingReply([awaitingKey(tag)], [`${tag} `, awaitingMax]);
  };
  const holderOf = (sid: string, mark: string) => scripts.claim(claimKeys(sid, clock.now()), [sid, mark, claimsKeptMs]);
  return {
    awaitReply: (from, id, expiresAt) => remember(from, id, expiresAt),
    awaitingReply: (from) => recall(from),
    placing: (to, id, expiresAt) => remember(placedIn(to), id, expiresAt),
    async placedTo(to) {
      const [replies, others] = await Promise.all([recall(to), recall(placedIn(to))]);
      return [...new Set([...replies, ...others])];
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
