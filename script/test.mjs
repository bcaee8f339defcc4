// npm test [-- PATH ...]: fetches what is missing, then runs the tests; arguments go to vitest.
import { join } from 'node:path';
import { environmentFor, runInForeground } from './children.mjs';
import { prepare } from './prepare.mjs';
import { ensureChromium, ensurePython, ensureRedis } from './programs.mjs';
import { runScript } from './trouble.mjs';

await runScript(async () => {
  const prepared = await prepare();
  ensureRedis('PATH=/FOLDER/OF/redis-server:$PATH npm test');
  const vitest = join(prepared.root, 'node_modules', 'vitest', 'vitest.mjs');
  const programs = { POUNDKEY_TEST_CHROMIUM: ensureChromium() ?? '', POUNDKEY_TEST_PYTHON: ensurePython() ?? '' };
  const env = { ...environmentFor(prepared), ...programs };
  return runInForeground(prepared.node, [vitest, 'run', ...process.argv.slice(2)], { cwd: prepared.root, env });
});
