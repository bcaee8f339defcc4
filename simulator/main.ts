import { readConfig } from './config.ts';
import { buildPageOfClone } from './page-folder.ts';
import { TOKEN_DEFAULT } from './settings.ts';
import { startSimulator } from './start.ts';

const config = readConfig();
if (!config.ok) {
  process.stderr.write(`The simulator cannot start:\n${config.faults.map((fault) => `  ${fault}\n`).join('')}`);
  process.exit(1);
}

const trouble = await buildPageOfClone();
if (trouble !== null) process.stderr.write(`The simulator has no page: ${trouble}\n`);

const { host, port, accountSid, authTokens } = config.settings;
try {
  const simulator = await startSimulator(config.settings);
  // One that somebody chose may be a real one, and is not for everybody's eyes.
  const token = authTokens[0] === TOKEN_DEFAULT ? TOKEN_DEFAULT : 'as set in TWILIO_AUTH_TOKEN';
  process.stdout.write(
    `Simulator: handsets and Twilio's API on ${simulator.url}\n  account SID ${accountSid}, auth token ${token}\n`,
  );
  const stop = () => void simulator.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  process.stderr.write(`The simulator cannot start: ${reasonOf(error)}\n`);
  process.exit(1);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `port ${port} of ${host} is taken; give another one with SIMULATOR_PORT or --port, 0 for any`;
  if (code === 'EACCES') return `port ${port} may not be used; give one above 1023 with SIMULATOR_PORT or --port`;
  return error.message;
}
