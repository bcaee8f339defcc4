/** `npm run chaos`: see options.ts for what it takes and judge.ts for what it counts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { readCommandLine } from './options.ts';
import { type Report, tableOf } from './table.ts';
import { runTrial } from './trial.ts';

const { runs, json, logs } = readCommandLine(process.argv.slice(2));
if (logs !== undefined) mkdirSync(logs, { recursive: true });
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    process.stderr.write(`${signal}: stopped without a verdict\n`);
    stopping.abort();
  });

const reports: Report[] = [];
for (const options of runs) {
  const report = await runTrial(options, logs, stopping.signal);
  if (report === undefined) process.exit(130);
  reports.push(report);
  process.stdout.write(tableOf(report));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(reports, null, 2)}\n`);
}
// For .ci/run, which adds up what its commands have counted.
const tally = process.env['POUNDKEY_TALLY'];
if (tally !== undefined && tally !== '') {
  const failed = reports.filter(({ faultsFound }) => faultsFound.length > 0).length;
  writeFileSync(tally, JSON.stringify({ passed: reports.length - failed, failed, skipped: [] }));
}
const good = reports.every(({ faultsFound }) => faultsFound.length === 0);
process.stdout.write(good ? 'Chaos: as it must be.\n' : 'Chaos: NOT as it must be, see above.\n');
process.exit(good ? 0 : 1);
