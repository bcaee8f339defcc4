// Run as a program by outages.test.ts: asks, closes, and must then end by itself.
import { createClient } from '../../src/client/client.ts';

const [, , redisUrl = '', when] = process.argv;
const client = createClient({ redisUrl });
const asking = client.challenge({ to: '+14155550100', channel: 'voice', method: 'pound' });
// Neither of the two is looked at when it rejects later: an auth server may do the same.
if (when === 'after asking') (await asking).progress[Symbol.asyncIterator]().next();
else asking.catch(() => {});
if (when === 'while asking') await new Promise((resolve) => setImmediate(resolve));
client.close();
process.stdout.write('closed\n');
