import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { partitionOf, partitions, resultsStream } from '../../src/contract/names.ts';
import type { Delivery, UnsentResults } from '../../src/ports/deliveries.ts';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { createUnsentResults } from '../../src/redis/unsent-results.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
let connection: Connection;
let unsent: UnsentResults;
let handed: Delivery[];
const take = async (deliveries: readonly Delivery[]): Promise<void> => void handed.push(...deliveries);

beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  connection = openConnection(redis.url);
  await connection.connect();
});
beforeEach(async () => {
  await connection.flushall();
  handed = [];
  unsent = createUnsentResults(connection, 0);
});
afterAll(async () => {
  connection.disconnect();
  await redis.stop();
});

const jsonOf = (id: string): string => JSON.stringify({ v: 1, id, app: 'payroll', subject: 'é' });
const write = (id: string, json = jsonOf(id)) => connection.xadd(resultsStream(partitionOf(id)), '*', 'result', json);
const idsOf = (deliveries: readonly Delivery[]) =>
  deliveries.map(({ json }) => (JSON.parse(json) as { id: string }).id).sort();

test('hands over what is written from the beginning on, each once, letter for letter', async () => {
  await write('before');
  await unsent.begin();
  const entry = await write('first');
  await write('second');
  await unsent.hand(take, partitionOf('first'));
  await unsent.hand(take);
  await unsent.hand(take);
  expect(idsOf(handed)).toEqual(['first', 'second']);
  expect(handed[0]).toEqual({
    ...{ app: 'payroll', json: jsonOf('first') },
    ...{ id: `r_${partitionOf('first')}_${entry}`, at: Number.parseInt(entry ?? '', 10) },
  });
});

test('goes on where it was when it begins again', async () => {
  await unsent.begin();
  await write('while-away');
  await createUnsentResults(connection).begin();
  await createUnsentResults(connection).hand(take);
  expect(idsOf(handed)).toEqual(['while-away']);
});

test('gives each to one of many processes, however much there is', async () => {
  await unsent.begin();
  const ids = Array.from({ length: 1_500 }, (_, n) => `challenge-${n}`);
  await Promise.all(ids.map((id) => write(id)));
  const all = [1, 2, 3].map(() => createUnsentResults(connection));
  await Promise.all(all.map((one) => one.hand(take)));
  expect(idsOf(handed)).toEqual([...ids].sort());
});

test('what a process took and did not finish is handed to another', async () => {
  await unsent.begin();
  await write('left');
  const crash = () => Promise.reject(new Error('the process ends here'));
  await expect(unsent.hand(crash, partitionOf('left'))).rejects.toThrow('ends here');
  await createUnsentResults(connection, 60_000).hand(take);
  expect(handed).toEqual([]);
  await createUnsentResults(connection, 0).hand(take);
  expect(idsOf(handed)).toEqual(['left']);
  await createUnsentResults(connection, 0).hand(take);
  expect(handed).toHaveLength(1);
});

test('what was trimmed away while it was left is no trouble', async () => {
  await unsent.begin();
  await write('trimmed');
  await unsent.hand(() => Promise.reject(new Error('crash')), partitionOf('trimmed')).catch(() => undefined);
  await connection.xtrim(resultsStream(partitionOf('trimmed')), 'MAXLEN', 0);
  await unsent.hand(take);
  expect(handed).toEqual([]);
});

test('passes over what is no result', async () => {
  await unsent.begin();
  for (const json of ['', '{', 'null', '[]', '{"app":7}']) await write('nonsense', json);
  await write('good');
  await unsent.hand(take);
  expect(idsOf(handed)).toEqual(['good']);
});

test('misses nothing when Redis loses everything in between', async () => {
  await unsent.begin();
  await connection.flushall();
  await write('after');
  await unsent.hand(take);
  expect(idsOf(handed)).toEqual(['after']);
});

test('hands over again what was written since, and disturbs nothing by it', async () => {
  await unsent.begin();
  const entries = new Map<string, number>();
  for (let n = 0; n < 450; n += 1) entries.set(`c-${n}`, Number.parseInt((await write(`c-${n}`)) ?? '', 10));
  await unsent.hand(take);
  handed = [];
  const since = [...entries.values()][200] ?? 0;
  await unsent.handAgain(since, take);
  expect(idsOf(handed)).toEqual([...entries].flatMap(([id, at]) => (at >= since ? [id] : [])).sort());
  handed = [];
  await unsent.hand(take);
  expect(handed).toEqual([]);
});

test('costs nothing where nobody wants results posted', async () => {
  await write('alone');
  const groups = await connection.xinfo('GROUPS', resultsStream(partitionOf('alone')));
  expect(groups).toEqual([]);
  expect(partitions).toBe(16);
});
