import { posix } from 'node:path';
import { blank, lineOf, type Source } from './source.ts';

/** One import of a file: `target` is a path from the root for a file of ours, else the name as written. */
export interface Import {
  readonly target: string;
  readonly ours: boolean;
  readonly line: number;
}

// `from '…'` serves imports and re-exports, also over several lines; then `import '…'` and `import('…')`, also in types.
const SPECIFIER = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*(['"`])([^'"`\n]+)\1/g;

/** Every import of a file, static, dynamic or for its types only: a type also ties one room to another. */
export function importsOf({ path, text }: Source): Import[] {
  const { uncommented, code } = blank(text);
  const found: Import[] = [];
  for (const match of uncommented.matchAll(SPECIFIER)) {
    const name = match[2] ?? '';
    // The words themselves must be code: a snippet in a string imports nothing.
    if (code.charAt(match.index) === ' ') continue;
    const ours = name.startsWith('.');
    const target = ours ? posix.join(posix.dirname(path), name) : name;
    found.push({ target, ours, line: lineOf(text, match.index) });
  }
  return found;
}
