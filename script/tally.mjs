// Used by .ci/run: adds up what its commands have counted, one argument NAME:EXIT-CODE:FILE each.
import { readFileSync } from 'node:fs';
import { say } from './trouble.mjs';

const runs = process.argv.slice(2).map((argument) => {
  const [name, exitCode, ...file] = argument.split(':');
  return { name, ...countsOf(Number(exitCode), file.join(':')) };
});
const total = (field) => runs.reduce((sum, run) => sum + run[field], 0);
const skipped = runs.flatMap((run) => run.skipped);
const silent = runs.filter((run) => run.passed + run.failed === 0);

say('');
for (const { name } of silent) say(`Nothing ran in: ${name}`);
for (const name of skipped) say(`Skipped, and that is not enough here: ${name}`);
say(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') + skipped.length + silent.length === 0 ? 0 : 1;

/** A command that failed without counting why (it did not start, it crashed) is one failure. */
function countsOf(exitCode, file) {
  const counts = read(file) ?? { passed: 0, failed: 0, skipped: [] };
  return { ...counts, failed: counts.failed === 0 && exitCode !== 0 ? 1 : counts.failed };
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
