import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { faultRules } from '../../simulator/faults/fault-rules.ts';
import { BEHAVIORS } from '../../simulator/phones/phone.ts';
import { WAITS } from '../../simulator/phones/wait.ts';
import { startSimulator } from '../../simulator/start.ts';
import { control, PHONE, setUp } from './set-up.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';

/** A folder of a stranger's project that has the packages it needs; gone when the test is over. */
function strangersFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files }))
    writeFileSync(join(folder, name), text);
  return folder;
}

async function run(args: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part) => {
      output += part;
    });
  const [code] = await once(child, 'close');
  return { code: Number(code), output };
}

it('the example of a test has 15 lines, and runs as a test', { timeout: 60_000 }, async () => {
  const example = block('ts');
  const [, body = ''] = /(test\([\s\S]*)/.exec(example) ?? [];
  expect(body.trim().split('\n').length).toBeLessThanOrEqual(15);
  const alias = JSON.stringify({ 'poundkey/simulator': join(ROOT, 'simulator/start.ts') });
  const folder = strangersFolder({
    'pointed-at.js': block('js'),
    'call.test.ts': example,
    'vitest.config.js': `export default { resolve: { alias: ${alias} }, server: { fs: { strict: false } } };`,
  });
  const { code, output } = await run([join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder], folder);
  expect(output).toMatch(/1 passed/);
  expect(code).toBe(0);
});

it('the recipe for twilio-node points it at the simulator and changes nothing else', async () => {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.stop());
  const program = `
import twilio from 'twilio';
import { pointedAt } from './pointed-at.js';
const client = twilio('${simulator.accountSid}', '${simulator.authToken}', { httpClient: pointedAt('${simulator.url}') });
const { sid } = await client.messages.create({ to: '${PHONE}', from: '+12025550142', body: 'Hello & good-bye' });
console.log((await client.messages(sid).fetch()).body, (await client.messages.list()).length);
`;
  const folder = strangersFolder({ 'pointed-at.js': block('js'), 'app.js': program });
  expect(await run(['app.js'], folder)).toEqual({ code: 0, output: 'Hello & good-bye 1\n' });
  expect((await simulator.phone(PHONE).waitForText()).body).toBe('Hello & good-bye');
});

it('the request for anything else makes a phone ring, with the account that a simulator has by default', async () => {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.stop());
  const command = block('sh').replaceAll('\\\n', ' ');
  const [, address = ''] = /curl -s (\S+)/.exec(command) ?? [];
  const [, credentials = ''] = /-u (\S+)/.exec(command) ?? [];
  const fields: [string, string][] = [...command.matchAll(/--data-urlencode '([^=]+)=([^']*)'/g)].map(
    ([, name = '', value = '']) => [name, value],
  );
  const response = await fetch(address.replace('http://127.0.0.1:8082', simulator.url), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(credentials)}` },
    body: new URLSearchParams(fields),
  });
  expect(response.status).toBe(201);
  const phone = simulator.phone(PHONE);
  await phone.waitForCall();
  phone.answer();
  expect((await phone.waitForPrompt()).transcript).toEqual(['Press one.']);
});

it('the example of faults is taken as it stands, and every fault, behavior and wait is named', async () => {
  const { simulator } = await setUp();
  const example = JSON.parse(block('json'));
  expect(await control(simulator, 'PUT', '/faults', example)).toMatchObject({ status: 200, body: example });
  const { requests, callbacks, numbers } = faultRules.shape;
  const faults = [requests, callbacks, numbers].flatMap((list) => list.unwrap().element.shape.fault.options);
  for (const word of [...faults, ...BEHAVIORS, ...WAITS]) expect(page, word).toMatch(new RegExp(`[\`"]${word}[\`"]`));
});
