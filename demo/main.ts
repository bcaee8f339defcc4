import { readConfig } from './config.ts';
import { startDemoServer } from './server.ts';

try {
  const server = await startDemoServer(readConfig());
  console.log(`Example auth server: ${server.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.stop());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
