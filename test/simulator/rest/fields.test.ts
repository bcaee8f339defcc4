import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { IGNORED } from '../../../simulator/rest/ignored-parameters.ts';
import { FROM, PHONE, setUp } from '../set-up.ts';

/** What twilio-node's types say of a resource. */
function typesOf(resource: 'call' | 'message', name: string): string[] {
  const file = fileURLToPath(import.meta.resolve(`twilio/lib/rest/api/v2010/account/${resource}.d.ts`));
  const [, body = ''] = new RegExp(`interface ${name} \\{(.*?)\\n\\}`, 's').exec(readFileSync(file, 'utf8')) ?? [];
  return [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, field = '']) => field);
}

it.each([
  ['Calls', 'call', 'CallResource', { Url: 'http://127.0.0.1:1/' }],
  ['Messages', 'message', 'MessageResource', { Body: 'hi' }],
] as const)('%s have every field that twilio-node reads', async (path, resource, type, more) => {
  const { simulator } = await setUp();
  const fields = typesOf(resource, type);
  const response = await fetch(`${simulator.url}/2010-04-01/Accounts/${simulator.accountSid}/${path}.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${simulator.accountSid}:${simulator.authToken}`)}` },
    body: new URLSearchParams({ To: PHONE, From: FROM, ...more }),
  });
  expect(response.status).toBe(201);
  const shown = Object.keys((await response.json()) as object);
  expect(fields.length).toBeGreaterThan(15);
  expect(fields.filter((field) => !shown.includes(field))).toEqual([]);
});

const SOURCES = ['read-call-request', 'read-machine-detection', 'read-text-request', 'form']
  .map((name) => readFileSync(new URL(`../../../simulator/rest/${name}.ts`, import.meta.url), 'utf8'))
  .join('');

it.each([
  ['call', 'CallListInstanceCreateOptions', IGNORED.call],
  ['message', 'MessageListInstanceCreateOptions', IGNORED.text],
] as const)('every parameter of a new %s is read, or told to have no effect', (resource, type, ignored) => {
  const names = typesOf(resource, type).map((name) => name[0]?.toUpperCase() + name.slice(1));
  const isMethod = (name: string) => name.endsWith('Method') && SOURCES.includes(`'${name.replace(/Method$/, '')}`);
  const read = (name: string) => SOURCES.includes(`'${name}'`) || SOURCES.includes(`${name}:`) || isMethod(name);
  expect(names.length).toBeGreaterThan(20);
  expect(
    names.filter((name) => name !== 'Method' && !read(name) && !(ignored as readonly string[]).includes(name)),
  ).toEqual([]);
  expect(ignored.filter((name) => !names.includes(name))).toEqual([]);
});

it('tells on the wire which parameters had no effect', async () => {
  const { simulator, call, text } = await setUp();
  await call({ record: true, trim: 'do-not-trim' });
  await text({ smartEncoded: true });
  const notes = simulator.requests().flatMap((entry) => entry.alerts.map((alert) => alert.text));
  expect(notes).toEqual([
    'Record is not simulated and has no effect',
    'Trim is not simulated and has no effect',
    'SmartEncoded is not simulated and has no effect',
  ]);
});
