/** Words of examples and of people in a hurry. Long enough that a random value practically never has one. */
const placeholder = /change[-_ ]?me|example|password|passwort|secret|qwerty|poundkey|letmein|replace|your[-_ ]?key/i;
/** A random key of 16 hexadecimal digits, the shortest that is taken, has about 51 by this count and hardly ever 40. */
const bitsMin = 32;

/** Why a secret could be guessed; undefined if nothing speaks against it. */
export function weaknessOf(value: string): string | undefined {
  if (placeholder.test(value)) return 'it contains a word that everybody tries first';
  if (inSequence(value)) return 'its characters follow one another';
  if (bitsOf(value) < bitsMin) return 'it repeats few characters';
  return undefined;
}

/** 1234…, abcd…, aaaa…: most characters follow from the one before. */
function inSequence(value: string): boolean {
  const steps = [...value].slice(1).map((character, index) => character.charCodeAt(0) - value.charCodeAt(index));
  return steps.filter((step) => Math.abs(step) <= 1).length > (steps.length * 3) / 4;
}

/** How surprising the characters are, each measured by how often it occurs in the value itself. */
function bitsOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / value.length), 0);
}
