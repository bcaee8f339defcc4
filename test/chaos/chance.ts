/** Chance that a seed determines: the same parts give the same rolls, whoever asks first. */
export interface Chance {
  /** From 0 up to, not including, 1. */
  roll(): number;
  /** A whole number of `from` to `to`, both included. */
  between(from: number, to: number): number;
  happens(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
}

export function chance(...parts: readonly (string | number)[]): Chance {
  let state = hash(parts.join('/'));
  // mulberry32: small, quick and good enough to choose who picks up the phone.
  const roll = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    roll,
    between: (from, to) => from + Math.floor(roll() * (to - from + 1)),
    happens: (probability) => roll() < probability,
    pick<T>(items: readonly T[]): T {
      const item = items[Math.floor(roll() * items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
