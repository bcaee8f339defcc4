import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { Trouble } from './trouble.mjs';

const MAJOR = 24;

/** The Node that runs Poundkey: this one if it is new enough, else the one that the dependencies brought. */
export function ensureNode24(root) {
  // npm may have just replaced the very program that we run on.
  if (majorOf(process.version) >= MAJOR && existsSync(process.execPath)) return process.execPath;
  const brought = join(root, 'node_modules', '.bin', 'node');
  const version = existsSync(brought) ? runCommand(brought, ['--version']) : { ok: false, output: '' };
  if (version.ok && majorOf(version.output) >= MAJOR) return brought;
  throw new Trouble(
    `Poundkey runs on Node ${MAJOR}; this is ${process.version}, and the one that npm should have brought does not run here.`,
    process.platform === 'darwin'
      ? `brew install node@${MAJOR} && brew link --force node@${MAJOR}`
      : 'npm ci --include=optional',
  );
}

function majorOf(version) {
  return Number.parseInt(version.replace(/^v/, ''), 10);
}
