/** Longer ones are hardly asked about twice, and would hold memory. */
const lengthMax = 256;

/** The same function, which remembers what it gave for the last `countMax` short texts that were new to it. */
export function rememberLast(countMax: number, make: (text: string) => string): (text: string) => string {
  const made = new Map<string, string>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const fresh = make(text);
    if (text.length > lengthMax) return fresh;
    made.set(text, fresh);
    const [oldest] = made.keys();
    if (made.size > countMax && oldest !== undefined) made.delete(oldest);
    return fresh;
  };
}
