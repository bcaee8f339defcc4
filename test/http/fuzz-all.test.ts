import http from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { problem } from '../../src/contract/http.ts';
import { type Described, readOperations, type Sent, send, spoiled, valuesOf } from '../support/api-walk.ts';
import { apiKey, startWorld, type World } from '../support/gateway.ts';

/** The full run is 10,000; what a change needs to know is known after fewer. */
const requests = Number(process.env['POUNDKEY_FUZZ_REQUESTS'] ?? 1_500);
let world: World;
const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_LOG_LEVEL: 'warn', POUNDKEY_ROLES: 'api' });
  for (const id of ids.slice(0, 3))
    await world.request('POST', '/v1/challenges', { id, to: '+14155550100', channel: 'sms', method: 'code' });
  await fetch(`${world.api}/v2/Services/${service}/Verifications`, {
    ...{ method: 'POST', headers: { Authorization: basic } },
    body: new URLSearchParams({ To: '+14155550101', Channel: 'sms' }),
  });
});
afterAll(async () => {
  agent.destroy();
  await world.stop();
});

const service = `VA${'a'.repeat(32)}`;
const basic = `Basic ${btoa(`any:${apiKey}`)}`;
const ids = ['fuzz-open-1', 'fuzz-open-2', 'fuzz-open-3', 'fuzz-none-1'];
const often = (values: fc.Arbitrary<unknown>, seldom: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: values, weight: 4 }, { arbitrary: seldom, weight: 1 });
/** What can stand in a header at all: anything else our own client would not send. */
const headerText = fc.string({
  unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
  maxLength: 30,
});
const text = fc.string({ unit: 'binary', maxLength: 20 });

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const pairs = (fields: unknown) =>
  Object.entries((fields ?? {}) as object).map(([name, value]): [string, string] => [name, written(value)]);

/** A request to this operation: by its schemas, or with something wrong anywhere. */
function requestsTo({ method, path, parameters, body, security }: Described): fc.Arbitrary<Sent> {
  const partsOf = (place: string) =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter((parameter) => parameter.in === place)
          // Nobody wants to wait a minute for each of these.
          .map(({ name, schema }) => [
            name,
            often(
              valuesOf(name === 'wait' ? { type: 'integer', maximum: 0 } : schema),
              place === 'header' ? headerText : text,
            ),
          ]),
      ),
      { requiredKeys: [] },
    );
  const values =
    body === undefined ? fc.constant(undefined) : often(valuesOf(body.schema), spoiled(valuesOf(body.schema)));
  const raw = fc.oneof({ arbitrary: fc.constant(undefined), weight: 9 }, { arbitrary: text, weight: 1 });
  const inPath = fc.record({
    id: often(fc.constantFrom(...ids), text),
    Sid: often(fc.constantFrom(`VE${'0'.repeat(32)}`, '+14155550101'), text),
    ServiceSid: often(fc.constant(service), text),
  });
  return fc
    .tuple(inPath, partsOf('query'), partsOf('header'), values, raw)
    .map(([place, query, headers, value, instead]) => {
      const search = new URLSearchParams(pairs(query)).toString();
      const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
        encodeURIComponent(String(place[name as 'id'] ?? '')),
      );
      const isForm = body?.type === 'application/x-www-form-urlencoded';
      const whole = isForm ? new URLSearchParams(pairs(value)).toString() : JSON.stringify(value);
      const sent = instead ?? whole;
      return {
        method,
        path: search === '' ? filled : `${filled}?${search}`,
        headers: {
          ...Object.fromEntries(pairs(headers)),
          'Content-Type': body?.type ?? 'application/json',
          Authorization: security === 'basic' ? basic : `Bearer ${apiKey}`,
          ...(sent !== undefined && { 'Content-Length': String(Buffer.byteLength(sent)) }),
        },
        body: sent,
      };
    });
}

it(`${requests} random requests over all operations get an answer that the document has, and none is an error of ours`, async () => {
  const operations = await readOperations(world.api);
  const asked = operations.flatMap((operation, index) =>
    fc
      .sample(requestsTo(operation), { numRuns: Math.ceil(requests / operations.length), seed: 20_261_128 + index })
      .map((sent) => ({ operation, sent })),
  );
  const seen = new Map<string, Set<number>>();
  let next = 0;
  const one = async () => {
    for (let each = asked[next++]; each !== undefined; each = asked[next++]) {
      const { operation, sent } = each;
      const told = await send(world.api, sent, agent);
      const statuses = seen.get(operation.operationId) ?? new Set();
      seen.set(operation.operationId, statuses.add(told.status));
      // Random ids lead to other places at times; there it is told that nothing is there.
      const expected = [...Object.keys(operation.responses), '404', '405'];
      expect({ sent, told, expected: expected.includes(String(told.status)) }).toMatchObject({ expected: true });
      expect({ sent, status: told.status }).not.toMatchObject({ status: 500 });
      if (told.type.startsWith('application/problem+json'))
        expect(problem.strict().parse(JSON.parse(told.body))).toMatchObject({ status: told.status });
    }
  };
  await Promise.all(Array.from({ length: 20 }, one));
  // Each of them was reached, and refused something.
  for (const { operationId } of operations)
    expect([operationId, seen.get(operationId)?.size ?? 0]).not.toEqual([operationId, 1]);
  expect(world.logged()).not.toMatch(/"level":(50|60)/);
}, 600_000);
