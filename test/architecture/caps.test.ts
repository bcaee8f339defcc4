import { describe, expect, test } from 'vitest';
import { functionsIn, longFiles, longFunctions } from './caps.ts';
import { blank } from './source.ts';

const rows = (count: number) => '  row();\n'.repeat(count);

describe('a file', () => {
  test('of 200 lines is allowed, one of 201 is told with its length', () => {
    expect(longFiles([{ path: 'a.ts', text: 'x;\n'.repeat(200) }])).toEqual([]);
    expect(longFiles([{ path: 'a.ts', text: 'x;\n'.repeat(201) }])).toEqual([
      { path: 'a.ts', line: 201, what: 'file of 201 lines, 200 are allowed' },
    ]);
  });
});

describe('a function', () => {
  test.each([
    ['a declaration', 'function a(b: string): void {'],
    ['one over several parameters', 'export async function a<T>(\n  b: T,\n): Promise<T> {'],
    ['an arrow', 'const a = (b) => {'],
    ['an arrow as an argument', "app.post('/v1', async (request, response) => {"],
    ['a method', 'class A {\n  async #run(signal?: AbortSignal): Promise<void> {'],
    ['a constructor', 'class A {\n  constructor(b: B) {'],
    ['one with an object as its return type', 'function a(b: B): { c: string; d: () => void } | undefined {'],
    ['one with a function as its return type', 'function a(): (b: B) => Promise<{ c: C }> {'],
    ['one with a type guard', 'function a(b: unknown): b is Record<string, string[]> {'],
    ['one with default values', 'function a({ b = { c: 1 }, d = () => 2 } = {}): readonly string[] {'],
    ['an arrow with a return type', 'const a = (b: B): Promise<void> => {'],
  ])('is measured: %s', (_, head) => {
    const text = `${head}\n${rows(60)}}\n`;
    expect(longFunctions([{ path: 'a.ts', text }])).toHaveLength(1);
  });

  test.each([
    [
      'conditions and loops',
      `if (a) {\n${rows(60)}}\nfor (const b of c) {\n${rows(60)}}\nfor await (const b of c) {\n${rows(60)}}\n`,
    ],
    ['a switch', `switch (a) {\n${rows(60)}}\n`],
    ['a call with an object', `a({\n${'  b: 1,\n'.repeat(60)}});\n`],
    ['a choice between objects', `const a = b ? (c) : {\n${'  b: 1,\n'.repeat(60)}};\n`],
    ['a class', `class A extends mixin(B) {\n${'  b = 1;\n'.repeat(60)}}\n`],
  ])('is not seen in %s', (_, text) => {
    expect(longFunctions([{ path: 'a.ts', text }])).toEqual([]);
  });

  test('is counted from its name to its last brace, and 50 lines are allowed', () => {
    expect(functionsIn(`\nfunction a() {\n${rows(48)}}\n`)).toEqual([{ line: 2, lines: 50 }]);
    expect(longFunctions([{ path: 'a.ts', text: `function a() {\n${rows(49)}}\n` }])).toEqual([
      { path: 'a.ts', line: 1, what: 'function of 51 lines, 50 are allowed' },
    ]);
  });

  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are the texts of planted files
  test('is not closed by a brace in a string, a template, a comment or a regular expression', () => {
    const text = "function a() {\n  b('}', \"}\", `}${c({ d: '}' })}}`); // }\n  /* } */ e(/[}/]}'/);\n  f();\n}\n";
    expect(functionsIn(text)).toEqual([{ line: 1, lines: 5 }]);
  });
});

describe('blanking', () => {
  test('keeps every position and line', () => {
    const text = 'const a = `x ${b(`y ${"z"}`)} w`; // done\nconst c = d / e / f;\nconst g = "\\"}";\n';
    const { code, uncommented } = blank(text);
    expect(code).toHaveLength(text.length);
    expect(uncommented).toHaveLength(text.length);
    expect(code.split('\n')[1]).toBe('const c = d / e / f;');
    expect(code).not.toMatch(/[xyzw]\b|done/);
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above
