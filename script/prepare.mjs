import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './dependencies.mjs';
import { ensureNode24 } from './node24.mjs';

// The repository's folder.
const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** Makes a fresh clone able to run our code: the dependencies are there, and `node` is a Node 24. */
export async function prepare() {
  await ensureDependencies(ROOT);
  return { root: ROOT, node: ensureNode24(ROOT) };
}
