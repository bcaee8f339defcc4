/** Longer ones are hardly asked about twice, and would hold memory. */
const lengthMax = 256;

/**
 * The same function, which remembers what it gave for at least the last `countMax` short texts, and for twice as many at the
 * most. Two generations, of which the older is dropped as a whole, cost less than to drop one text for each that comes.
 */
export function rememberLast(countMax: number, make: (text: string) => string): (text: string) => string {
  let young = new Map<string, string>();
  let old = new Map<string, string>();
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const made = old.get(text) ?? make(text);
    if (text.length > lengthMax) return made;
    if (young.size >= countMax) [old, young] = [young, new Map()];
    young.set(text, made);
    return made;
  };
}
