import type { Chance } from './chance.ts';

/** How a provider can answer a request for a call or text, besides as it should. */
export type Answering =
  /** 201, and the phone rings. */
  | 'placed'
  /** The phone rings, and the connection breaks before the answer. */
  | 'rang, answer lost'
  | 'rang, answered 500'
  /** The phone rings; the answer comes when nobody waits for it any more. */
  | 'rang, answered late'
  /** 503, and no phone rings; nobody can know. */
  | 'answered 503'
  | 'connection broken'
  | 'answered 429'
  | 'answered 400';

const shares: readonly (readonly [Answering, number])[] = [
  ['rang, answer lost', 0.06],
  ['rang, answered 500', 0.02],
  ['rang, answered late', 0.005],
  ['answered 503', 0.01],
  ['connection broken', 0.01],
  ['answered 429', 0.05],
  ['answered 400', 0.01],
];

/** One provider answer in ten is lost, one way or another. */
export function chooseAnswering(luck: Chance): Answering {
  let left = luck.roll();
  for (const [answering, share] of shares) {
    left -= share;
    if (left < 0) return answering;
  }
  return 'placed';
}

export const rings = (answering: Answering): boolean => answering === 'placed' || answering.startsWith('rang');
