import { createGenerations } from './generations.ts';

/** Longer ones are hardly asked about twice, and would hold memory. */
const lengthMax = 256;

/** The same function, which remembers what it gave for at least the last `countMax` short texts. */
export function rememberLast(countMax: number, make: (text: string) => string): (text: string) => string {
  const kept = createGenerations<string>(countMax);
  return (text) => {
    const made = kept.get(text) ?? make(text);
    // What is still asked for is not old.
    if (text.length <= lengthMax) kept.put(text, made);
    return made;
  };
}
