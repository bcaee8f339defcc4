import { runCommand } from './command.mjs';
import { findProgram } from './find-program.mjs';
import { REDIS_PROGRAMS } from './local-redis.mjs';
import { findInstaller, MANAGER_PROGRAMS } from './system-packages.mjs';
import { say, Trouble } from './trouble.mjs';

const REDIS_MAJOR_MIN = 7;
const CHROMIUM_PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The Redis server to run, installed if the machine has none and we may. `otherwise` is the command to advise where we
 * know no package manager and so cannot say how to install one.
 */
export function ensureRedis(otherwise) {
  const program = findProgram(REDIS_PROGRAMS) ?? fetchRedis(otherwise);
  const [, version, major] = /v=((\d+)\S*)/.exec(runCommand(program, ['--version']).output) ?? [];
  if (Number(major) < REDIS_MAJOR_MIN) {
    say(`${program} is version ${version}; Poundkey is made for Redis ${REDIS_MAJOR_MIN} or Valkey 8, and newer.`);
  }
  return program;
}

function fetchRedis(otherwise) {
  const missing = `There is no ${REDIS_PROGRAMS.join(' or ')} on PATH`;
  const installer = findInstaller('redis');
  if (installer === undefined) {
    throw new Trouble(`${missing}, and none of ${MANAGER_PROGRAMS.join(', ')} to install one with.`, otherwise);
  }
  if (!installer.allowed) {
    throw new Trouble(`${missing}, and installing one takes rights we do not have.`, installer.command);
  }
  say(`Installing Redis with ${installer.manager}, without starting its service.`);
  const ran = installer.install();
  const found = findProgram(REDIS_PROGRAMS);
  if (!ran.ok || found === undefined) {
    throw new Trouble(`${missing}, and ${installer.manager} could not install one: ${ran.reason}`, installer.command);
  }
  return found;
}

/** A Chromium for the browser tests, or undefined: they are then skipped, each by its name. */
export function ensureChromium() {
  const found = findProgram(CHROMIUM_PROGRAMS);
  if (found !== undefined) return found;
  const installer = findInstaller('chromium');
  if (installer === undefined) return skip('no package manager has one', 'put chromium on PATH');
  if (!installer.allowed) return skip('installing one takes rights we do not have', installer.command);
  say(`Installing Chromium with ${installer.manager}, for the browser tests.`);
  const ran = installer.install();
  return (
    findProgram(CHROMIUM_PROGRAMS) ??
    skip(`${installer.manager} could not install one: ${ran.reason}`, installer.command)
  );
}

/**
 * A Python that can speak to Redis, for what the documentation says to its people, or undefined: those tests are then
 * skipped by name. A machine without Python is left without.
 */
export function ensurePython() {
  const python = findProgram(['python3']);
  if (python === undefined) return undefined;
  // A Python of somebody's own may come first on PATH; what a package manager installs is for the system's.
  const find = () => [python, '/usr/bin/python3'].find((each) => runCommand(each, ['-c', 'import redis']).ok);
  const found = find();
  const installer = findInstaller('pythonRedis');
  if (found !== undefined || installer === undefined) return found;
  if (installer.allowed) {
    say(`Installing Python's Redis client with ${installer.manager}, for the samples in the documentation.`);
    installer.install();
  }
  const python3 = find();
  if (python3 === undefined)
    say(`No Python with a Redis client, so its samples will be skipped. To fix it: ${installer.command}`);
  return python3;
}

function skip(reason, command) {
  say(`No Chromium, so the browser tests will be skipped: ${reason}. To fix it: ${command}`);
  return undefined;
}
