// npm run check: format and lint, types, unused code. All of them run, so that one start tells everything.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentFor, runInForeground } from './children.mjs';
import { prepare } from './prepare.mjs';
import { runScript, say } from './trouble.mjs';

const STEPS = [
  { name: 'format and lint (biome)', command: ['biome', 'ci', '--error-on-warnings'] },
  { name: 'types (tsc)', command: ['tsc', '--noEmit'] },
  { name: 'types of the simulator’s page (tsc)', command: ['tsc', '-p', 'simulator/page'] },
  { name: 'unused code (knip)', command: ['knip'] },
];

await runScript(async () => {
  const prepared = await prepare();
  const failed = [];
  for (const { name, command } of STEPS) {
    say(`\n== ${name}`);
    const program = join(prepared.root, 'node_modules', '.bin', command[0]);
    const code = await runInForeground(program, command.slice(1), {
      cwd: prepared.root,
      env: environmentFor(prepared),
    });
    if (code !== 0) failed.push(name);
  }
  const tally = { passed: STEPS.length - failed.length, failed: failed.length, skipped: [] };
  if (process.env.POUNDKEY_TALLY) writeFileSync(process.env.POUNDKEY_TALLY, JSON.stringify(tally));
  say(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
});
