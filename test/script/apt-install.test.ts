import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMachine } from './machine.ts';

let machine: ReturnType<typeof createMachine>;
let policy = '';

beforeEach(() => {
  machine = createMachine();
  policy = join(machine.folder, 'policy-rc.d');
  machine.fake(
    'apt-get',
    `echo "apt-get $*" >>"${machine.bin}/log"\ncase "$*" in *update) exit "\${UPDATE:-0}" ;; esac\n${ASK}\nexit "\${INSTALL:-0}"`,
  );
  for (const name of ['systemctl', 'service']) machine.fake(name, `echo "${name} $*" >>"${machine.bin}/log"`);
  machine.fake('dpkg-query', 'printf "%s" "$STATUS"');
});
afterEach(() => machine.remove());

// Debian asks the policy about every service it would start; 101 = do not.
const ASK = `
for asked in "redis-server start" "redis-server.service restart" "--quiet redis-server start" "postgresql restart"; do
  [ -x "$POLICY" ] || break
  "$POLICY" $asked; echo "$asked: $?" >>"\${0%/*}/log"
done
[ -z "$HANG" ] || { echo hanging >>"\${0%/*}/log"; sleep 30; }`;

const options = (env: Record<string, string> = {}) => ({ env: { POLICY: policy, ...env } });
const args = () => [machine.script('apt-install.sh'), 'redis-server', 'redis-server', policy];
const install = (env?: Record<string, string>) => machine.run('/bin/sh', args(), options(env));
const log = () =>
  existsSync(join(machine.bin, 'log')) ? readFileSync(join(machine.bin, 'log'), 'utf8').trim().split('\n') : [];

describe('a Debian package that starts a service', () => {
  test('is installed without starting it, now or at the next boot, and leaves no policy behind', async () => {
    expect(await install()).toMatchObject({ code: 0 });
    expect(log()).toEqual([
      expect.stringMatching(/^apt-get .*update$/),
      expect.stringMatching(/^apt-get -q -y .*install redis-server$/),
      'redis-server start: 101',
      'redis-server.service restart: 101',
      '--quiet redis-server start: 101',
      'postgresql restart: 0',
      'systemctl disable redis-server',
      expect.stringMatching(/^(systemctl stop redis-server|service redis-server stop)$/),
    ]);
    expect(existsSync(policy)).toBe(false);
  });

  test('that was installed before keeps its service', async () => {
    await install({ STATUS: 'installed' });
    expect(log()).toEqual([
      expect.stringMatching(/^apt-get .*update$/),
      expect.stringContaining('install redis-server'),
    ]);
  });

  test('respects a policy that is there', async () => {
    writeFileSync(policy, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    await install();
    expect(log()).toContain('redis-server start: 0');
    expect(log()).toContain('systemctl disable redis-server');
    expect(readFileSync(policy, 'utf8')).toBe('#!/bin/sh\nexit 0\n');
  });

  test('may be in the lists although one source does not answer', async () => {
    expect(await install({ UPDATE: '100' })).toMatchObject({ code: 0 });
  });

  test('that cannot be installed leaves no policy behind either, and says so by its exit code', async () => {
    expect(await install({ INSTALL: '100' })).toMatchObject({ code: 100 });
    expect(log()).not.toContain('systemctl disable redis-server');
    expect(existsSync(policy)).toBe(false);
  });

  test('that is interrupted by Ctrl-C leaves no policy behind', async () => {
    machine.link('sleep');
    const run = machine.start('/bin/sh', args(), options({ HANG: 'yes' }));
    await vi.waitFor(() => expect(log()).toContain('hanging'), 15_000);
    expect(existsSync(policy)).toBe(true);
    process.kill(-run.pid, 'SIGINT');
    expect((await run.ended).code).toBe(130);
    expect(existsSync(policy)).toBe(false);
  });

  test('whose policy is left behind by a kill is not kept from starting for ever', async () => {
    machine.link('sleep');
    const run = machine.start('/bin/sh', args(), options({ HANG: 'yes' }));
    await vi.waitFor(() => expect(log()).toContain('hanging'), 15_000);
    process.kill(-run.pid, 'SIGKILL');
    await run.ended;
    expect((await machine.run(policy, ['redis-server', 'start'])).code).toBe(0);
  });
});
