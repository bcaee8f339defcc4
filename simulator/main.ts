import { readConfig } from './config.ts';
import { buildPageOfClone } from './page-folder.ts';
import { startSimulator } from './start.ts';

const config = readConfig();
if (!config.ok) {
  process.stderr.write(`The simulator cannot start:\n${config.faults.map((fault) => `  ${fault}\n`).join('')}`);
  process.exit(1);
}

const trouble = await buildPageOfClone();
if (trouble !== null) process.stderr.write(`The simulator has no page: ${trouble}\n`);

try {
  const simulator = await startSimulator(config.settings);
  process.stdout.write(`Simulator: handsets and Twilio's API on ${simulator.url}\n`);
  const stop = () => void simulator.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  process.stderr.write(`The simulator cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
