// npm run bench [-- OPTIONS]: fetches what is missing, then measures; bench/run.ts tells the options.
import { environmentFor, runInForeground } from './children.mjs';
import { prepare } from './prepare.mjs';
import { ensureRedis } from './programs.mjs';
import { runScript } from './trouble.mjs';

await runScript(async () => {
  const prepared = await prepare();
  ensureRedis('PATH=/FOLDER/OF/redis-server:$PATH npm run bench');
  const args = ['bench/run.ts', ...process.argv.slice(2)];
  return runInForeground(prepared.node, args, { cwd: prepared.root, env: environmentFor(prepared) });
});
