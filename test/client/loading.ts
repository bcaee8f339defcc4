// Run as a program by weight.test.ts: asks over HTTP and says which packages that took.
import { registerHooks } from 'node:module';

const packages = new Set<string>();
registerHooks({
  resolve(specifier, context, nextResolve) {
    const [, name] = /^(?!node:)((?:@[^/]+\/)?[^./][^/]*)/.exec(specifier) ?? [];
    if (name !== undefined && !specifier.includes(':')) packages.add(name);
    return nextResolve(specifier, context);
  },
});
const { createClient } = await import('../../src/client/client.ts');
const [, , url = '', apiKey = ''] = process.argv;
const client = createClient({ url, apiKey });
await client.challenge({ to: '+14155550100', channel: 'voice', method: 'pound' });
client.close();
process.stdout.write(JSON.stringify([...packages]));
