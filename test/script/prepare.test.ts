import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMachine, type RunOptions } from './machine.ts';

let machine: ReturnType<typeof createMachine>;

beforeEach(() => {
  machine = createMachine();
  machine.write('demo/start.ts', "console.log('the demo runs');");
  machine.write(
    'node_modules/vitest/vitest.mjs',
    "console.log('tests run', JSON.stringify(process.env.POUNDKEY_TEST_CHROMIUM));",
  );
});
afterEach(() => machine.remove());

const demo = (options?: RunOptions) => machine.run(process.execPath, [machine.script('demo.mjs')], options);
const REDIS_URL = { env: { REDIS_URL: 'redis://elsewhere:6379' } };
// What apk would do: it puts the program on the PATH. Everything it was asked is written down.
const APK = '#!/bin/sh\necho "apk $*" >>"$0.log"';
const asked = (program: string) => {
  const log = join(machine.bin, `${program}.log`);
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
};

describe('dependencies', () => {
  test('that match are not installed again', async () => {
    machine.fake('npm', 'echo "$*" >>"$0.log"');
    expect(await demo(REDIS_URL)).toEqual({ code: 0, output: 'the demo runs\n' });
    expect(asked('npm')).toEqual([]);
  });

  test('that differ are installed from the lockfile, and that is said in one line', async () => {
    machine.writeLock('2.0.0', '1.0.0');
    machine.fake('npm', 'echo "$*" >>"$0.log"; echo noise; cat package-lock.json >node_modules/.package-lock.json');
    const { code, output } = await demo(REDIS_URL);
    expect(output.split('\n')).toEqual([expect.stringContaining('(npm ci)'), 'the demo runs', '']);
    expect(code).toBe(0);
    expect(asked('npm')).toEqual([expect.stringMatching(/^ci --loglevel=error --no-audit --no-fund /)]);
    await demo(REDIS_URL);
    expect(asked('npm')).toHaveLength(1);
  });

  test('are installed once by two starts side by side', async () => {
    machine.writeLock('2.0.0', '1.0.0');
    machine.link('sleep');
    machine.fake('npm', 'echo "$*" >>"$0.log"; sleep 0.5; cat package-lock.json >node_modules/.package-lock.json');
    const runs = await Promise.all([demo(REDIS_URL), demo(REDIS_URL)]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(asked('npm')).toHaveLength(1);
  });

  test('that cannot be fetched are told with npm’s reason and the command', async () => {
    machine.writeLock('2.0.0', '1.0.0');
    const said =
      'npm error code ENOTFOUND\nnpm error network request to https://registry.example/x failed, reason: no network';
    machine.fake(
      'npm',
      `cat >&2 <<'SAID'\n${said}\nnpm error network This is a problem related to network\nSAID\nexit 1`,
    );
    const { code, output } = await demo(REDIS_URL);
    expect(code).toBe(1);
    expect(output).toMatch(
      /\nnpm could not install the dependencies: .* failed, reason: no network\nTo fix it: npm ci\n$/,
    );
    expect(output).not.toMatch(/\n\s+at /);
  });

  test('need npm, and its absence is a sentence too', async () => {
    machine.writeLock('2.0.0', '1.0.0');
    const { code, output } = await demo(REDIS_URL);
    expect(code).toBe(1);
    expect(output).toMatch(/npm could not install the dependencies: .*npm.* ENOENT\nTo fix it: npm ci\n$/);
  });
});

describe('Redis', () => {
  test('is installed by the package manager, without a question, when nothing else is there', async () => {
    machine.fake('sudo', 'shift; exec "$@"');
    machine.fake('apk', `${APK}\nln -s /bin/false "\${0%/*}/valkey-server"`);
    const { output } = await demo();
    expect(output).toContain('Installing Redis with apk, without starting its service.\n');
    expect(asked('apk')).toEqual(['apk add --no-cache --quiet valkey']);
  });

  test('is tried under its other name, and the manager’s reason is told when there is none', async () => {
    machine.fake('sudo', 'shift; exec "$@"');
    machine.fake('apk', `${APK}\necho "ERROR: unable to select packages" >&2; exit 1`);
    const { code, output } = await demo();
    expect(code).toBe(1);
    expect(asked('apk')).toEqual(['apk add --no-cache --quiet valkey', 'apk add --no-cache --quiet redis']);
    expect(output).toMatch(
      /apk could not install one: ERROR: unable to select packages\nTo fix it: .*apk add --no-cache --quiet valkey\n$/,
    );
  });

  test.each([
    ['apt-get', 'sudo apt-get update && sudo apt-get install -y redis-server'],
    ['dnf', 'sudo dnf -y -q install valkey'],
    ['pacman', 'sudo pacman -Sy --noconfirm --needed valkey'],
  ])('is not installed without the right to: %s', async (manager, command) => {
    machine.fake(manager, 'echo "$*" >>"$0.log"');
    const { code, output } = await demo({ asNobody: true });
    expect(code).toBe(1);
    expect(output).toContain('installing one takes rights we do not have.\n');
    expect(output.endsWith(`To fix it: ${command}\n`)).toBe(true);
    expect(asked(manager)).toEqual([]);
  });

  test('is not installed when sudo would ask for a password', async () => {
    machine.fake('sudo', 'echo "sudo: a password is required" >&2; exit 1');
    machine.fake('dnf', 'echo "$*" >>"$0.log"');
    expect((await demo({ asNobody: true })).output).toContain('takes rights we do not have');
    expect(asked('dnf')).toEqual([]);
  });

  test('that is too old is named, and used', async () => {
    machine.fake('redis-server', 'echo "Redis server v=6.0.16 sha=0:0"');
    machine.fake('chromium', '');
    const { code, output } = await machine.run(process.execPath, [machine.script('test.mjs')]);
    expect(output).toMatch(/^\S+redis-server is version 6\.0\.16; Poundkey is made for Redis 7 .*\ntests run/);
    expect(code).toBe(0);
  });

  test('cannot be fetched on an unknown system, and that is said', async () => {
    expect(await demo()).toEqual({
      code: 1,
      output:
        '\nThere is no redis-server or valkey-server on PATH, and none of apt-get, dnf, apk, pacman, brew to install one with.\n' +
        'To fix it: REDIS_URL=redis://HOST:6379 npm run demo\n',
    });
  });
});

describe('Chromium', () => {
  const npmTest = (options?: RunOptions) => machine.run(process.execPath, [machine.script('test.mjs')], options);

  test('is handed to the tests by its path', async () => {
    machine.fake('redis-server', '');
    machine.fake('google-chrome', '');
    expect(await npmTest()).toEqual({ code: 0, output: `tests run "${machine.bin}/google-chrome"\n` });
  });

  test('that cannot be had does not keep the other tests from running', async () => {
    machine.fake('redis-server', '');
    machine.fake('dnf', '');
    const { code, output } = await npmTest({ asNobody: true });
    expect(code).toBe(0);
    expect(output).toMatch(
      /^No Chromium, so the browser tests will be skipped: .* To fix it: sudo dnf .*\ntests run ""\n$/,
    );
  });
});
