import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from './command.mjs';
import { say, Trouble } from './trouble.mjs';

const NPM_CI = [
  ...['ci', '--loglevel=error', '--no-audit', '--no-fund', '--include=dev', '--include=optional'],
  // Without a network npm would say nothing for two minutes.
  ...['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'],
];

/** Installs what package-lock.json names, unless exactly that is in node_modules already. */
export async function ensureDependencies(root) {
  if (dependenciesMatch(root)) return;
  await withLock(join(root, '.tmp', 'installing.pid'), () => {
    // Whoever held the lock before us may have done it.
    if (dependenciesMatch(root)) return;
    say('Installing the dependencies from package-lock.json (npm ci); this takes about a minute.');
    const ran = runCommand('npm', NPM_CI, { cwd: root, env: environmentOutside(root) });
    if (ran.ok) return;
    const command = /in sync/.test(ran.reason) ? 'npm install' : 'npm ci';
    throw new Trouble(`npm could not install the dependencies: ${ran.reason}`, command);
  });
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes what it installed to a lockfile of its own as
 * the last step, so an installation that was cut short does not match either.
 */
export function dependenciesMatch(root) {
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const installed = packagesIn(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  const same = Object.entries(wanted).every(([path, entry]) => {
    const found = installed[path];
    // Optional: most of these are for other platforms. The one that we cannot do without, Node 24, is looked at apart.
    if (found === undefined) return path === '' || entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity && existsSync(join(root, path));
  });
  return same && Object.keys(installed).every((path) => path in wanted);
}

function packagesIn(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** npm must not run on the Node 24 in node_modules that it is about to replace. */
function environmentOutside(root) {
  const ours = join(root, 'node_modules', '.bin');
  const path = (process.env.PATH ?? '').split(':').filter((folder) => folder !== ours);
  return { ...process.env, PATH: path.join(':') };
}

/** `npm run demo` and `npm test` may be started side by side in a fresh clone; two npm ci would undo each other. */
async function withLock(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = false; !take(file); waited = true) {
    if (!waited) say('Waiting for another start that is installing the dependencies.');
    await sleep(200);
  }
  try {
    return work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!ownerLives(file)) rmSync(file, { force: true });
    return false;
  }
}

function ownerLives(file) {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    // Empty: its owner has only just made it.
    return owner === 0 || process.kill(owner, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
