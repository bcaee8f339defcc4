import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';
import { findProgram } from './find-program.mjs';

const APT_INSTALL = fileURLToPath(new URL('apt-install.sh', import.meta.url));

/*
 * What we fetch, under each manager's name for it; several names are tried in turn, since distributions replaced Redis
 * by Valkey at different times. Only Debian's packages start a service (see apt-install.sh).
 */
const MANAGERS = [
  {
    program: 'apt-get',
    packages: { redis: ['redis-server'], chromium: ['chromium'], pythonRedis: ['python3-redis'] },
    install: (name) => ['/bin/sh', APT_INSTALL, name, ...(name === 'redis-server' ? [name] : [])],
    // A bare machine has no package lists yet.
    typed: (name, sudo) => `${sudo}apt-get update && ${sudo}apt-get install -y ${name}`,
  },
  {
    program: 'dnf',
    packages: { redis: ['valkey', 'redis'], chromium: ['chromium'], pythonRedis: ['python3-redis'] },
    install: (name) => ['dnf', '-y', '-q', 'install', name],
  },
  {
    program: 'apk',
    packages: { redis: ['valkey', 'redis'], chromium: ['chromium'], pythonRedis: ['py3-redis'] },
    install: (name) => ['apk', 'add', '--no-cache', '--quiet', name],
  },
  {
    program: 'pacman',
    packages: { redis: ['valkey'], chromium: ['chromium'], pythonRedis: ['python-redis'] },
    install: (name) => ['pacman', '-Sy', '--noconfirm', '--needed', name],
  },
  {
    program: 'brew',
    packages: { redis: ['redis'], chromium: [], pythonRedis: [] },
    install: (name) => ['brew', 'install', '--quiet', name],
    // Homebrew refuses to run as root and needs no right of its own.
    asUser: true,
  },
];

/** The managers' programs, for a message that says what was looked for. */
export const MANAGER_PROGRAMS = MANAGERS.map((manager) => manager.program);

/**
 * The way to install `what` (`redis`, `chromium` or `pythonRedis`) here, or undefined if no manager is on PATH.
 * `command` is what a person would type; `install()` does it, if `allowed`, and answers like `runCommand`.
 */
export function findInstaller(what) {
  const manager = MANAGERS.find(({ program, packages }) => packages[what].length > 0 && findProgram([program]));
  if (manager === undefined) return undefined;
  const names = manager.packages[what];
  const rights = rightsFor(manager);
  const sudo = manager.asUser || isRoot() ? '' : 'sudo ';
  return {
    manager: manager.program,
    command: manager.typed?.(names[0], sudo) ?? `${sudo}${manager.install(names[0]).join(' ')}`,
    allowed: rights !== undefined,
    install: () => installFirst(names.map((name) => [...rights, ...manager.install(name)])),
  };
}

function installFirst(commands) {
  let ran;
  for (const [program, ...args] of commands) {
    ran = runCommand(program, args);
    if (ran.ok) break;
  }
  return ran;
}

/** What to put before the command: nothing, sudo without a question, or undefined when we may not. */
function rightsFor({ asUser }) {
  if (asUser) return isRoot() ? undefined : [];
  if (isRoot()) return [];
  const sudo = findProgram(['sudo']);
  return sudo !== undefined && runCommand(sudo, ['-n', 'true']).ok ? [sudo, '-n'] : undefined;
}

function isRoot() {
  return process.getuid?.() === 0;
}
