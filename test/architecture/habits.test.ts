import { describe, expect, test } from 'vitest';
import { barrels, drawers, environmentReaders, impureCore, queueUsers } from './habits.ts';
import type { Source, Violation } from './source.ts';

type Rule = (sources: readonly Source[]) => Violation[];
const lines = (rule: Rule, path: string, text: string) => rule([{ path, text }]).map(({ line }) => line);

describe('process.env', () => {
  test.each([
    'const a = process.env.A;',
    "const a = process.env['A'];",
    "const a = process['env'].A;",
    'const a = process?.env;',
    'const { env } = process;',
    "import { env } from 'node:process';",
    "import { argv, env as settings } from 'process';",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a planted file
    'const a = `${process.env.A}`;',
  ])('is found in %j', (text) => expect(lines(environmentReaders, 'src/http/app.ts', `\n${text}`)).toEqual([2]));

  test.each([
    "throw new Error('set process.env.A');",
    '// process.env is read in config.ts',
    'const environment = processEnvironment.env;',
    'export function readConfig(env: Env): Config {}',
  ])('is not found in %j', (text) => expect(lines(environmentReaders, 'src/http/app.ts', text)).toEqual([]));

  test.each(['src/config.ts', 'simulator/config.ts', 'demo/config.ts', 'src/main.ts', 'demo/start.ts'])(
    'belongs in %s',
    (path) => {
      expect(lines(environmentReaders, path, 'readConfig(process.env);')).toEqual([]);
    },
  );
});

describe('bullmq', () => {
  const text = "import { Queue } from 'bullmq';";
  test.each(['workers/start.ts', 'src/assemble.ts', 'src/http/app.ts'])('has no place in %s', (path) => {
    expect(lines(queueUsers, path, text)).toEqual([1]);
  });
  test.each(['src/queue/queue.ts', 'src/client/client.ts'])('may be in %s', (path) => {
    expect(lines(queueUsers, path, text)).toEqual([]);
  });
  test('is not hidden in a path below it', () => {
    expect(lines(queueUsers, 'workers/start.ts', "import { Job } from 'bullmq/dist/job.js';")).toEqual([1]);
  });
});

describe('folders and barrels', () => {
  test.each(['utils', 'helpers', 'services', 'managers', 'lib', 'core', 'common'])(
    'no folder is named %s',
    (folder) => {
      expect(lines(drawers, `src/${folder}/a.ts`, '')).toEqual([1]);
      expect(lines(drawers, `src/a/${folder}.ts`, '')).toEqual([]);
    },
  );
  test('no file passes on what others export', () => {
    expect(lines(barrels, 'src/client/index.ts', '')).toEqual([1]);
    expect(lines(barrels, 'src/client/client.ts', "\nexport * from './a.ts';")).toEqual([2]);
    expect(lines(barrels, 'src/client/client.ts', "export { a } from './a.ts';")).toEqual([]);
  });
});

describe('the core', () => {
  test.each([
    "import { readFile } from 'node:fs';",
    'export async function a() {}',
    'await a;',
    'const at = Date.now();',
    'const at = new Date();',
    'const chance = Math.random();',
    'const later = new Promise(() => {});',
  ])('has no %j', (text) => expect(lines(impureCore, 'src/challenge/a.ts', text)).toEqual([1]));

  test.each([
    "import { createHmac } from 'node:crypto';",
    "import { parse } from 'libphonenumber-js/max';",
    '// we await nothing',
    'const at = new Date(now).toISOString();',
  ])('may have %j', (text) => expect(lines(impureCore, 'src/challenge/a.ts', text)).toEqual([]));

  test('is all that the rule is about', () => {
    expect(lines(impureCore, 'src/advance.ts', 'await store.load(id);')).toEqual([]);
  });
});
