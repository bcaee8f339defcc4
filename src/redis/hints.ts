import type { Phone } from '../challenge/phone.ts';
import type { Change, Store } from '../ports.ts';
import type { RedisClock } from './clock.ts';
import { byNumberKey, claimKeys, claimsKeptMs } from './record.ts';
import type { Scripts } from './scripts.ts';
import type { Keys } from './seal.ts';
import { packSid } from './state.ts';

interface Deps {
  readonly clock: RedisClock;
  readonly keys: Keys;
}
/** More open challenges of one number than a person can have. */
const challengesMax = 100;

/** What is remembered of a number for a challenge, and where. */
interface Hint {
  readonly key: string;
  readonly member: string;
}

export interface Hints extends Pick<Store, 'awaitingReply' | 'placedTo' | 'claim' | 'claimants'> {
  /** One for each number that a change is about to call or text. */
  hintsOf(change: Change): Hint[];
  /** Writes those of a change by themselves: on a cluster they live on other nodes than the challenge. */
  remember(change: Change): Promise<void>;
}

/**
 * What is known by a number or by the provider's id and not by a challenge: hints, in partitions of their own. Each stands
 * with some others under one key, since a key costs twice as much memory as what it holds here.
 */
export function createHints({ clock, keys }: Deps, scripts: Scripts): Hints {
  // Half of it tells two numbers apart well enough for a hint.
  const tagOf = (number: Phone) => keys.tagOf(number).slice(0, 10);
  const hintsOf = ({ challenge, placing = [] }: Change) =>
    placing.map(({ to, awaitsReply }) => {
      const tag = tagOf(to);
      return { key: byNumberKey(tag), member: `${tag}${awaitsReply ? 'r' : 'p'}${challenge.id}` };
    });
  const recall = async (number: Phone, kinds: string) => {
    const tag = tagOf(number);
    return await scripts.recallNumber([byNumberKey(tag)], [tag, kinds, challengesMax]);
  };
  const holderOf = (sid: string, mark: string) =>
    scripts.claim(claimKeys(sid, clock.now()), [packSid(sid), mark, claimsKeptMs]);
  return {
    hintsOf,
    async remember(change) {
      const { expiresAt } = change.challenge;
      await Promise.all(hintsOf(change).map(({ key, member }) => scripts.rememberNumber([key], [member, expiresAt])));
    },
    awaitingReply: (from) => recall(from, 'r'),
    placedTo: async (to) => [...new Set(await recall(to, 'rp'))],
    async claim(sid, mark) {
      return (await holderOf(sid, mark)) === mark;
    },
    async claimants(sids) {
      const marks = await Promise.all(sids.map((sid) => holderOf(sid, '')));
      return marks.map((mark) => mark ?? undefined);
    },
  };
}
