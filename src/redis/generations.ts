/** A map that forgets. */
export interface Generations<Value> {
  get(key: string): Value | undefined;
  put(key: string, value: Value): void;
  delete(key: string): void;
}

/**
 * At least the last `countMax` that were put are kept, and twice as many at the most. Two generations, of which the older is
 * dropped as a whole, cost less than to drop one for each that comes.
 */
export function createGenerations<Value>(countMax: number): Generations<Value> {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  return {
    get: (key) => young.get(key) ?? old.get(key),
    put(key, value) {
      if (young.size >= countMax && !young.has(key)) [old, young] = [young, new Map()];
      young.set(key, value);
    },
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
  };
}
