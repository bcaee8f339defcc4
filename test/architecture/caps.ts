import { blank, lineOf, type Source, type Violation } from './source.ts';

const FILE_LINES_MAX = 200;
const FUNCTION_LINES_MAX = 50;

/** Files that are longer than a person reads in one go. */
export function longFiles(sources: readonly Source[]): Violation[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.replace(/\n$/, '').split('\n').length;
    if (lines <= FILE_LINES_MAX) return [];
    return [{ path, line: FILE_LINES_MAX + 1, what: `file of ${lines} lines, ${FILE_LINES_MAX} are allowed` }];
  });
}

/** Functions that do more than one thing, to judge by their length: from the line of their name to the closing brace. */
export function longFunctions(sources: readonly Source[]): Violation[] {
  return sources.flatMap(({ path, text }) =>
    functionsIn(text)
      .filter(({ lines }) => lines > FUNCTION_LINES_MAX)
      .map(({ line, lines }) => ({
        path,
        line,
        what: `function of ${lines} lines, ${FUNCTION_LINES_MAX} are allowed`,
      })),
  );
}

// What stands before a bracket that opens no parameters, although a brace follows it.
const CONTROL = /\b(?:if|for|while|switch|catch|with|for\s+await|extends\s+[\w.]+)\s*$/;

/**
 * Functions, methods and arrows with a body in braces: each is a `(…)` that is no condition, then perhaps a return type
 * and `=>`, then `{`. (Biome puts the parameters of every arrow in parentheses.)
 */
export function functionsIn(text: string): { line: number; lines: number }[] {
  const { code } = blank(text);
  const found: { line: number; lines: number }[] = [];
  for (const { 0: bracket, index: open } of code.matchAll(/\(/g)) {
    const close = closingOf(code, open);
    if (bracket !== '(' || close < 0 || CONTROL.test(code.slice(Math.max(0, open - 60), open))) continue;
    const body = bodyAfter(code, close + 1);
    const end = body < 0 ? -1 : closingOf(code, body);
    if (end < 0) continue;
    const line = lineOf(code, open);
    found.push({ line, lines: lineOf(code, end) - line + 1 });
  }
  return found;
}

/** Where the body opens that belongs to the parameters that end before `from`, or -1. */
function bodyAfter(code: string, from: number): number {
  let position = skipBlanks(code, from);
  if (code.charAt(position) === ':') position = skipBlanks(code, skipType(code, position + 1));
  if (code.startsWith('=>', position)) position = skipBlanks(code, position + 2);
  return code.charAt(position) === '{' ? position : -1;
}

/** Past a return type. A brace where a type is due is an object type; a brace after a type is the body. */
function skipType(code: string, from: number): number {
  let position = skipBlanks(code, from);
  let due = true;
  for (;;) {
    const rest = code.slice(position, position + 200);
    const operator = /^(?:\||&|\.|=>(?!\s*\{)|\b(?:is|asserts|keyof|typeof|readonly|infer|extends)\b)/.exec(rest);
    const opening = /^[{([<]/.test(rest);
    if (operator !== null) {
      position += operator[0].length;
      due = true;
    } else if (opening && (due || !rest.startsWith('{'))) {
      position = closingOf(code, position) + 1;
      due = false;
    } else if (due && /^[\w$'"`]/.test(rest)) {
      position += /^[\w$'"`]+/.exec(rest)?.[0].length ?? 1;
      due = false;
    } else return position;
    position = skipBlanks(code, position);
  }
}

function skipBlanks(code: string, from: number): number {
  return from + (/^\s*/.exec(code.slice(from))?.[0].length ?? 0);
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']', '<': '>' };

/** The position of the bracket that closes the one at `open`, or -1. Arrows are no brackets. */
function closingOf(code: string, open: number): number {
  const opening = code.charAt(open);
  const closing = CLOSING[opening] ?? '';
  let depth = 0;
  for (let position = open; position < code.length; position += 1) {
    const symbol = code.charAt(position);
    if (symbol === opening) depth += 1;
    else if (symbol === closing && !(symbol === '>' && code.charAt(position - 1) === '=')) depth -= 1;
    if (depth === 0) return position;
  }
  return -1;
}
