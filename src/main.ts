import './allocate-young.ts';
import { assemble } from './assemble.ts';
import { readConfig } from './config.ts';
import { createLog, openOutput } from './log.ts';

/** Shorter than the 10 s that Docker gives and the 30 s that Kubernetes gives before they kill. */
const graceMs = 8_000;

const verdict = readConfig();
if (verdict.kind === 'faults') {
  console.error(
    `Poundkey cannot start. ${verdict.faults.length === 1 ? 'One setting needs' : 'These settings need'} attention:`,
  );
  for (const fault of verdict.faults) console.error(`  - ${fault}`);
  console.error('Every setting is explained in README.md, "Settings".');
  process.exit(1);
}

const log = createLog(verdict.config.logLevel, openOutput());
const gateway = assemble(verdict.config, log);

let stopping = false;
const stop = async (signal: string) => {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, 'shutting down');
  await gateway.stop(graceMs);
  log.info({}, 'shut down');
  process.exit(0);
};
void gateway.unfit.then(async (why) => {
  console.error(`Poundkey cannot work. ${why}`);
  await gateway.stop(graceMs);
  process.exit(1);
});
process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));

try {
  const { privateUrl, publicUrl } = await gateway.start();
  log.info({ privateUrl, ...(publicUrl !== undefined && { webhooksUrl: publicUrl }) }, 'listening');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
