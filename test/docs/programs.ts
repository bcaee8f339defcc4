import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { findProgram } from '../../script/find-program.mjs';
import { apiKey, type World } from '../support/gateway.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const client = new URL('../../src/client/client.ts', import.meta.url).href;

/** `npm test` sets it, to a Python that can speak to Redis; without one its samples are skipped by name. */
export const python = process.env['POUNDKEY_TEST_PYTHON'] ?? '';

/** The samples of a page in a language, in order. */
export function samples(page: string, language: string): string[] {
  const text = readFileSync(join(root, 'docs', page), 'utf8');
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code = '']) => code);
}

/** What a sample says of itself that it prints at last: its last comment. */
export const promised = (sample: string): string => [...sample.matchAll(/(?:\/\/|#) (.*)$/gm)].at(-1)?.[1] ?? 'nothing';

export interface Program {
  /** Types a line. */
  readonly input: (line: string) => void;
  /** Types no more. */
  readonly leave: () => void;
  /** Resolves with the first line that fits. */
  readonly says: (fits: RegExp) => Promise<string>;
  /** Resolves with everything it printed, once it has ended by itself. */
  readonly ended: Promise<string>;
}

/** Runs a sample as it stands, but for the addresses and the key; it ends with the test. */
export function run(
  sample: string,
  language: 'ts' | 'py' | 'sh',
  { api, redis }: Pick<World, 'api' | 'redis'>,
): Program {
  const folder = mkdtempSync(join(tmpdir(), 'poundkey-docs-'));
  const text = sample
    .replace("'poundkey/client'", `'${client}'`)
    .replaceAll('http://localhost:8080', api)
    .replaceAll('redis://localhost:6379', redis.url)
    .replaceAll('YOUR-KEY', apiKey);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, `sample.${language}`), text);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const program = { ts: process.execPath, py: python, sh: findProgram(['sh']) ?? 'sh' }[language];
  const child = spawn(program, [`sample.${language}`], { cwd: folder, stdio: 'pipe' });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part) => {
      output += part;
      for (const look of waiting) look();
    });
  return {
    input: (line) => void child.stdin.write(`${line}\n`),
    leave: () => void child.stdin.end(),
    says(fits) {
      const { promise, resolve } = Promise.withResolvers<string>();
      const look = () => {
        const line = output.split('\n').find((each) => fits.test(each));
        if (line !== undefined) resolve(line);
      };
      waiting.add(look);
      look();
      return promise.finally(() => waiting.delete(look));
    },
    ended: once(child, 'close').then(() => output.trim()),
  };
}

export const lastLine = (output: string): string => output.split('\n').at(-1) ?? '';
