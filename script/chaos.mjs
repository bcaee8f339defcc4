// npm run chaos [-- OPTIONS]: fetches what is missing, then breaks a real gateway in every way we know; --help tells more.
import { environmentFor, runInForeground } from './children.mjs';
import { prepare } from './prepare.mjs';
import { ensureRedis } from './programs.mjs';
import { runScript } from './trouble.mjs';

await runScript(async () => {
  const prepared = await prepare();
  ensureRedis('PATH=/FOLDER/OF/redis-server:$PATH npm run chaos');
  const args = ['test/chaos/run.ts', ...process.argv.slice(2)];
  return runInForeground(prepared.node, args, { cwd: prepared.root, env: environmentFor(prepared) });
});
