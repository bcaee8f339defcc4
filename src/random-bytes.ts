import { randomFillSync } from 'node:crypto';

/** Bytes fetched from the CSPRNG at once: it costs as much for many as for a few. */
const storeBytes = 4_096;

/** Gives random bytes, each once. They stand in a store of its own: to be used before the next are asked for, and wiped if they are secret. */
export function createRandomBytes(): (count: number) => Buffer {
  const store = Buffer.alloc(storeBytes);
  let used = storeBytes;
  return (count) => {
    if (used + count > storeBytes) {
      randomFillSync(store);
      used = 0;
    }
    used += count;
    return store.subarray(used - count, used);
  };
}
