import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from './command.mjs';
import { Trouble } from './trouble.mjs';

// Beside the page, and with a dot, so that nobody is served it.
const STAMP = '.built-from';

/**
 * Builds the page of the simulator into dist/simulator/page, unless exactly these sources are what is there. `node` is a
 * Node 24. It takes less than a second, so whoever starts something that shows the page asks for it first.
 */
export function ensurePage(root, node = process.execPath) {
  const folder = join(root, 'dist', 'simulator', 'page');
  const wanted = fingerprint(root);
  if (stampIn(folder) === wanted) return;
  const fresh = join(root, 'dist', `page-${process.pid}`);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const options = ['--outDir', fresh, '--emptyOutDir', '--logLevel', 'error'];
  // Whoever starts us may be a test; the page is the same for all.
  const env = { ...process.env, NODE_ENV: 'production' };
  const ran = runCommand(node, [vite, 'build', join(root, 'simulator', 'page'), ...options], { cwd: root, env });
  if (!ran.ok) throw new Trouble(`Vite could not build the page of the simulator: ${ran.reason}`, 'npm run build');
  writeFileSync(join(fresh, STAMP), wanted);
  replace(folder, fresh);
}

/** Two starts side by side may both have built it; whoever comes second finds what it wanted. */
function replace(folder, fresh) {
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(join(folder, STAMP))) throw error;
  }
}

/** By content and not by time: a clone, a checkout and a copy all set times anew. The page uses a little of the simulator. */
function fingerprint(root) {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const simulator = join(root, 'simulator');
  for (const path of readdirSync(simulator, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(simulator, path);
    if (statSync(file).isFile()) hash.update(`\0${path}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function stampIn(folder) {
  try {
    return readFileSync(join(folder, STAMP), 'utf8');
  } catch {
    return undefined;
  }
}
