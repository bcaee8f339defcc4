import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';

/** A run in this process, with what it wrote. */
async function ran(args: readonly string[], env: Record<string, string> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const ending = await run(args, {
    env,
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    paint: (_style, text) => text,
    paintErr: (_style, text) => text,
    leaving: new AbortController().signal,
  });
  return { ending, out: out.join('\n'), err: err.join('\n') };
}

const commands = ['send', 'tail', 'doctor', 'simulator', 'readyz', 'start'];

describe('help', () => {
  test.each([['--help'], ['-h'], ['help']])(
    '%s shows examples before anything else, then every command',
    async (word) => {
      const { ending, out, err } = await ran([word]);
      expect({ ending, err }).toEqual({ ending: 0, err: '' });
      expect(out.indexOf('Examples')).toBeLessThan(out.indexOf('Commands'));
      for (const command of commands) expect(out).toMatch(new RegExp(`^  ${command} +\\w`, 'm'));
    },
  );

  test.each(commands)('of %s has examples first, options, and what each exit code means', async (command) => {
    const { ending, out } = await ran([command, '--help']);
    expect(ending).toBe(0);
    expect((await ran(['help', command])).out).toBe(out);
    expect((await ran([command, '--no-such-option', '-h'])).out).toBe(out);
    const [head, , first] = out.split('\n');
    expect(head).toMatch(new RegExp(`^poundkey ${command}: `));
    expect(first).toBe('Examples');
    expect(out).toMatch(/\nOptions\n[\s\S]*\nExit codes\n[\s\S]* {2}2 /);
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
  });
});

test('--version shows the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(await ran(['--version'])).toEqual({ ending: 0, out: version, err: '' });
});

describe('a command line that is wrong ends with 2 and a sentence', () => {
  test.each([
    [['sned'], 'There is no command "sned". Did you mean send?'],
    [['tial', '--json'], 'Did you mean tail?'],
    [['Doctor'], 'Did you mean doctor?'],
    [['xyzxyz'], 'There are send, tail, doctor, simulator, readyz, start.'],
    [['--json', 'tail'], 'A command comes before options.'],
    [['a\u001b[2J'], 'There is no command "a·[2J".'],
    [[], 'Which command?'],
    [['help', 'sned'], 'Did you mean send?'],
    [['tail', '--jsno'], 'There is no option --jsno. Did you mean --json?'],
    [['tail', '--env-file', '/nowhere/.env'], '--env-file names a file that cannot be read'],
  ])('%j', async (args, says) => {
    const { ending, out, err } = await ran(args);
    expect({ ending, out }).toEqual({ ending: 2, out: '' });
    expect(err).toContain(says);
    expect(err).toMatch(/--help shows examples\.$/);
  });
});

test('--env-file gives settings that the environment does not; an empty variable is not set', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'poundkey-env-')), '.env');
  writeFileSync(file, 'REDIS_URL=wrong\nPOUNDKEY_PORT=99999\n');
  expect((await ran(['tail', '--env-file', file], { REDIS_URL: '' })).err).toMatch(/^✗ REDIS_URL must /);
  expect((await ran(['readyz', '--env-file', file], { POUNDKEY_PORT: '0' })).err).toMatch(/POUNDKEY_PORT is 0/);
});
