/** The ceiling: a BullMQ worker that does nothing. `node bench/noop-worker.ts REDIS-URL` */
import { Worker } from 'bullmq';

const [redisUrl = ''] = process.argv.slice(2);
const worker = new Worker('noop', async () => undefined, {
  connection: { url: redisUrl, maxRetriesPerRequest: null },
  prefix: '{poundkey}',
  concurrency: 50,
  removeOnComplete: { count: 0 },
});
await worker.waitUntilReady();
console.log('ready');
process.stdin.resume().on('end', () => process.exit(0));
