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

/** Where a text stands if it was heard, all in reach of one script with everything else, and what it is called there. */
export interface HeardText {
  readonly places: readonly string[];
  readonly sid: string;
}

export interface Hints extends Pick<Store, 'placedTo' | 'claim' | 'claimants'> {
  /** Challenges that await a reply from a number, and whom a text was meant for that was heard before, in the same script if it is given. */
  awaitingReply(from: Phone, text?: HeardText): ReturnType<Store['textFrom']>;
  /** One for each number that a change is about to call or text. */
  hintsOf(change: Change): Hint[];
  /** Writes those of a change by themselves: on a cluster they live on other nodes than the challenge. */
  remember(change: Change): Promise<void>;
}

/** As `mark-heard-1.lua` has them: each with a space before it, so that none is not the same as nothing. */
export const joinIds = (ids: readonly string[]): string => ids.map((id) => ` ${id}`).join('');
export const splitIds = (text: string): string[] => text.split(' ').slice(1);

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
  const recall = (number: Phone, kinds: string, { places, sid }: HeardText = { places: [], sid: '' }) => {
    const tag = tagOf(number);
    return scripts.recallNumber([byNumberKey(tag), ...places], [tag, kinds, challengesMax, sid]);
  };
  const holderOf = (sid: string, mark: string) =>
    scripts.claim(claimKeys(sid, clock.now()), [packSid(sid), mark, claimsKeptMs]);
  return {
    hintsOf,
    async remember(change) {
      const { expiresAt } = change.challenge;
      await Promise.all(hintsOf(change).map(({ key, member }) => scripts.rememberNumber([key], [member, expiresAt])));
    },
    async awaitingReply(from, text) {
      const [heard, ...awaiting] = await recall(from, 'r', text);
      return { awaiting, ...(heard !== null && { meantFor: splitIds(heard) }) };
    },
    async placedTo(to) {
      const [, ...ids] = await recall(to, 'rp');
      return [...new Set(ids)];
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
