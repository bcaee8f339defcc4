/** One file of the repository, with its path from the root. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** A broken rule, as `path:line: what` for an editor to jump to. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

/** The same text, character for character, with what is not code turned into blanks; line breaks stay. */
export interface Blanked {
  /** Without comments. */
  readonly uncommented: string;
  /** Without comments, and with empty strings, templates and regular expressions; `${...}` in a template is code. */
  readonly code: string;
}

/** The line on which a position lies, counted from 1. */
export function lineOf(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

const REGEX_BEFORE = /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|yield|await|throw))\s*$/;

/*
 * TypeScript 7 offers no scanner to programs, so this is a small one. It needs to be right for code that Biome has
 * formatted and that compiles: what it must not do is take a brace, a quote or an import out of a string or a comment.
 */
export function blank(text: string): Blanked {
  const uncommented: string[] = [];
  const code: string[] = [];
  // For each open template, how many braces are open inside its `${`.
  const templates: number[] = [];
  let position = 0;

  const take = (length: number, kind: 'code' | 'string' | 'comment') => {
    const taken = text.slice(position, position + length);
    const blanks = taken.replace(/[^\n]/g, ' ');
    uncommented.push(kind === 'comment' ? blanks : taken);
    code.push(kind === 'code' ? taken : blanks);
    position += length;
  };
  const takeTemplate = () => {
    const rest = text.slice(position);
    const part = /^(?:[^\\`$]|\\[\s\S]|\$(?!\{))*/.exec(rest)?.[0] ?? '';
    take(part.length, 'string');
    const opensCode = text.startsWith('${', position);
    if (opensCode) templates.push(0);
    take(opensCode ? 2 : 1, 'code');
  };
  while (position < text.length) {
    const rest = text.slice(position, position + 2);
    const symbol = rest.charAt(0);
    const depth = templates.at(-1);
    if (rest === '//' || rest === '/*') take(commentLength(text, position), 'comment');
    else if (symbol === "'" || symbol === '"') take(quotedLength(text, position), 'string');
    else if (symbol === '`') {
      take(1, 'code');
      takeTemplate();
    } else if (symbol === '/' && REGEX_BEFORE.test(code.slice(-40).join('')))
      take(regexLength(text, position), 'string');
    else if (symbol === '}' && depth === 0) {
      templates.pop();
      take(1, 'code');
      takeTemplate();
    } else {
      if (depth !== undefined && symbol === '{') templates[templates.length - 1] = depth + 1;
      if (depth !== undefined && symbol === '}') templates[templates.length - 1] = depth - 1;
      take(1, 'code');
    }
  }
  return { uncommented: uncommented.join(''), code: code.join('') };
}

function commentLength(text: string, from: number): number {
  const isLine = text.startsWith('//', from);
  const end = text.indexOf(isLine ? '\n' : '*/', from + 2);
  if (end < 0) return text.length - from;
  return end - from + (isLine ? 0 : 2);
}

// A quote in the text of a page would open a string that never closes: a string ends with its line at the latest.
function quotedLength(text: string, from: number): number {
  const quote = text.charAt(from);
  const match = new RegExp(`^${quote}(?:[^\\\\\\n${quote}]|\\\\[\\s\\S])*${quote}?`).exec(text.slice(from));
  return match?.[0].length ?? 1;
}

function regexLength(text: string, from: number): number {
  const match = /^\/(?:[^\\/\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/.exec(text.slice(from));
  return match?.[0].length ?? 1;
}
