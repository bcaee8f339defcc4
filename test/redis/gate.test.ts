import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Phone } from '../../src/challenge/phone.ts';
import { usualRates } from '../../src/challenge/policy.ts';
import type { Entry } from '../../src/ports/gate.ts';
import { type Connection, openConnection } from '../../src/redis/connection.ts';
import { createRedisGate } from '../../src/redis/gate.ts';
import { createLooksApart } from '../../src/redis/looks.ts';
import { gateKey, keysOf } from '../../src/redis/record.ts';
import { loadScripts } from '../../src/redis/scripts.ts';
import { deriveKeys } from '../../src/redis/seal.ts';
import { noLimits, testApp } from '../support/apps.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startCluster, type TestCluster } from './cluster.ts';
import { virtualTime } from './virtual-time.ts';

const keys = deriveKeys('secret');
let made = 0;
/** A challenge of its own for a subject of its own, unless told otherwise. */
const entry = (more: Partial<Entry> = {}): Entry => {
  const id = `entered-${++made}`;
  const numbers = [`+1415${String(5_000_000 + made)}` as Phone];
  return { id, app: testApp(), subject: id, numbers, ip: undefined, lifeMs: 180_000, ...more };
};
const per = (limit: keyof typeof noLimits, count: number, seconds = 600) =>
  testApp({ rates: { ...noLimits, [limit]: [{ count, seconds }] } });

let redis: TestRedis;
let cluster: TestCluster;
const open: Connection[] = [];
const connect = async (url: string) => {
  const connection = openConnection(url);
  open.push(connection);
  await connection.connect();
  return connection;
};
beforeAll(async () => {
  redis = await startRedis({ tcp: true });
  cluster = await startCluster();
});
afterAll(async () => {
  for (const connection of open) connection.disconnect();
  await Promise.all([redis.stop(), cluster.stop()]);
});

describe.each(['one Redis', 'a cluster of three'])('on %s', (where) => {
  const url = () => (where === 'one Redis' ? redis.url : cluster.url);
  let connection: Connection;
  let gate: ReturnType<typeof createRedisGate>;
  beforeAll(async () => {
    connection = await connect(url());
    gate = createRedisGate({ connection, keys });
  });
  const enterMany = async (entries: readonly Entry[], gates = [gate]) => {
    const told = await Promise.all(entries.map((each, index) => gates[index % gates.length]?.enter(each)));
    return told.filter((one) => one?.kind === 'entered').length;
  };

  it.each<[keyof typeof noLimits, Partial<Entry>]>([
    ['perNumber', { numbers: ['+14155550100' as Phone] }],
    ['perIp', { ip: '203.0.113.9' }],
    ['perPrefix', {}],
  ])('of 1,000 requests at once over two processes exactly as many enter as %s allows', async (limit, more) => {
    const app = per(limit, 7);
    const other = createRedisGate({ connection: await connect(url()), keys });
    const entries = Array.from({ length: 1_000 }, (_, index) => {
      const numbers = [`+1415556${String(1_000 + index)}` as Phone];
      return entry({ app, numbers, ...more });
    });
    expect(await enterMany(entries, [gate, other])).toBe(7);
    expect(await gate.enter(entry({ app, numbers: entries[0]?.numbers ?? [], ...more }))).toMatchObject({
      ...{ kind: 'limited', limit, count: 7, seconds: 600 },
      budgets: [{ limit, remaining: 0 }],
    });
  });

  it('of 1,000 requests at once for one subject over two processes exactly one enters', async () => {
    const other = createRedisGate({ connection: await connect(url()), keys });
    expect(
      await enterMany(
        Array.from({ length: 1_000 }, () => entry({ subject: 'one' })),
        [gate, other],
      ),
    ).toBe(1);
  });

  it('a limit of a subject counts it in its own app alone', async () => {
    const [app, same] = [per('perSubject', 1), { subject: 'limited' }];
    const first = entry({ app, ...same });
    expect(await gate.enter(first)).toMatchObject({ kind: 'entered', budgets: [{ remaining: 0 }] });
    expect(await gate.enter(entry({ app, ...same }), first.id)).toMatchObject({ kind: 'limited', limit: 'perSubject' });
    expect(await gate.enter(entry({ app: { ...app, id: 'payroll' }, ...same }))).toMatchObject({ kind: 'entered' });
    expect(await gate.enter(entry({ app }))).toMatchObject({ kind: 'entered' });
  });

  it('addresses of one IPv6 network count together', async () => {
    const app = per('perIp', 1);
    expect(await gate.enter(entry({ app, ip: '2001:db8:1:2::1' }))).toMatchObject({ kind: 'entered' });
    expect(await gate.enter(entry({ app, ip: '2001:db8:1:2:3::9' }))).toMatchObject({
      kind: 'limited',
      limit: 'perIp',
    });
    expect(await gate.enter(entry({ app, ip: '2001:db8:1:3::1' }))).toMatchObject({ kind: 'entered' });
  });

  it('is taken of every number or of none: what one refuses costs the others nothing', async () => {
    const app = per('perNumber', 2);
    const [spent, fresh] = ['+14155550201', '+14155550202'] as Phone[] as [Phone, Phone];
    for (let times = 0; times < 2; times++) await gate.enter(entry({ app, numbers: [spent] }));
    for (let times = 0; times < 20; times++)
      expect(await gate.enter(entry({ app, numbers: [fresh, spent] }))).toMatchObject({ kind: 'limited' });
    expect(await enterMany(Array.from({ length: 5 }, () => entry({ app, numbers: [fresh] })))).toBe(2);
  });

  it('tells the limit that keeps waiting longest', async () => {
    const rates = {
      ...noLimits,
      perNumber: [
        { count: 2, seconds: 60 },
        { count: 2, seconds: 86_400 },
      ],
    };
    const [app, numbers] = [testApp({ rates }), ['+14155550203' as Phone]];
    for (let times = 0; times < 2; times++) await gate.enter(entry({ app, numbers }));
    const refused = await gate.enter(entry({ app, numbers }));
    expect(refused).toMatchObject({ kind: 'limited', seconds: 86_400, budgets: [{ remaining: 0 }, { remaining: 0 }] });
    if (refused.kind === 'limited') expect(refused.retryAfterSeconds).toBeGreaterThan(43_000);
  });

  it('refused for its subject it costs nothing of its number', async () => {
    const [app, numbers] = [per('perNumber', 1), ['+14155550204' as Phone]];
    await gate.enter(entry({ app, subject: 'busy' }));
    expect(await gate.enter(entry({ app, subject: 'busy', numbers }))).toMatchObject({ kind: 'in-progress' });
    expect(await gate.enter(entry({ app, numbers }))).toMatchObject({ kind: 'entered' });
  });

  it('a subject that has failed too often today enters no more, and is told when it may', async () => {
    const spent = entry();
    const owner = `subject default\n${spent.subject}`;
    const looks = createLooksApart(keys, loadScripts(connection));
    for (let look = 0; look < 10; look++) await looks.take({ owners: [owner], looksMax: 10, failed: true });
    const refused = await gate.enter(spent);
    expect(refused).toMatchObject({ kind: 'limited', limit: 'failuresPerDay', count: 10, seconds: 86_400 });
    if (refused.kind === 'limited') expect(refused.retryAfterSeconds).toBeGreaterThan(86_300);
    expect(await gate.enter({ ...spent, app: testApp({ failuresPerDay: 11 }) })).toMatchObject({ kind: 'entered' });
  });

  it('the same id again costs nothing, while it is coming and once it is there', async () => {
    const [app, numbers] = [per('perNumber', 2), ['+14155550205' as Phone]];
    const first = entry({ app, numbers });
    expect(await gate.enter(first)).toMatchObject({ kind: 'entered' });
    for (let times = 0; times < 5; times++)
      expect(await gate.enter(first)).toMatchObject({ kind: 'entered-before', budgets: [{ remaining: 1 }] });
    await connection.set(keysOf(first.id).record, 'a record');
    // Another challenge of the subject has taken its place meanwhile: that one is not disturbed.
    expect(await gate.enter(entry({ subject: first.subject }), first.id)).toMatchObject({ kind: 'entered' });
    expect(await gate.enter(first)).toMatchObject({ kind: 'known' });
    expect(await gate.enter(entry({ app, numbers }))).toMatchObject({ kind: 'entered' });
    // A last one of the limit asks again, too.
    expect(await gate.enter(first)).toMatchObject({ kind: 'known' });
  });

  it('who leaves gives everything back', async () => {
    const rates = { perNumber: [{ count: 1, seconds: 600 }], perSubject: [{ count: 1, seconds: 600 }] };
    const all = { ...rates, perIp: [{ count: 1, seconds: 600 }], perPrefix: [{ count: 1, seconds: 600 }] };
    const first = entry({ app: testApp({ rates: all }), ip: '203.0.113.77', numbers: ['+14155570206' as Phone] });
    for (let times = 0; times < 3; times++) {
      expect(await gate.enter(first)).toMatchObject({ kind: 'entered' });
      await gate.leave(first);
    }
    expect(await gate.enter({ ...first, id: 'another-id' })).toMatchObject({ kind: 'entered' });
    // What belongs to another by now is not given back.
    await gate.leave({ ...first, app: testApp() });
    expect(await gate.enter({ ...first, app: testApp() })).toMatchObject({ kind: 'in-progress', id: 'another-id' });
  });

  it('one more call to the number takes from its limit, and is told the same when there is none left', async () => {
    const [app, numbers] = [per('perNumber', 2), ['+14155550207' as Phone] as const];
    await gate.enter(entry({ app, numbers }));
    expect(await gate.again(app, numbers[0])).toMatchObject({ kind: 'entered', budgets: [{ remaining: 0 }] });
    expect(await gate.again(app, numbers[0])).toMatchObject({ kind: 'limited', limit: 'perNumber' });
    await gate.giveBack(app, numbers[0]);
    expect(await gate.again(app, numbers[0])).toMatchObject({ kind: 'entered' });
    expect(await gate.again(testApp(), numbers[0])).toMatchObject({ kind: 'entered', budgets: [] });
  });

  it('of one subject the next enters when the one before is known to be over', async () => {
    const [first, second] = [entry({ subject: 'twice' }), entry({ subject: 'twice' })];
    await gate.enter(first);
    expect(await gate.enter(second)).toMatchObject({ kind: 'in-progress', id: first.id });
    expect(await gate.enter(second, 'somebody-else')).toMatchObject({ kind: 'in-progress' });
    const at_once = await Promise.all(
      Array.from({ length: 50 }, () => gate.enter(entry({ subject: 'twice' }), first.id)),
    );
    expect(at_once.filter(({ kind }) => kind === 'entered')).toHaveLength(1);
  });

  it('keeps nothing for ever, and neither number, address nor subject under its name', async () => {
    await gate.enter(entry({ app: testApp({ rates: usualRates }), subject: 'user-42', ip: '203.0.113.9' }));
    const nodes = where === 'one Redis' ? [connection] : cluster.nodes;
    for (const node of nodes) {
      const names = (await node.keys('*')).filter((name) => name.endsWith(':gate'));
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(await node.pttl(name)).toBeGreaterThan(0);
      const fields = await Promise.all(names.map((name) => node.hgetall(name)));
      expect(JSON.stringify([names, fields])).not.toMatch(/4155\d{6}|user-42|203\.0/);
    }
  });
});

describe('in time', () => {
  /** A gate whose time the test sets. */
  async function gateInTime() {
    const connection = openConnection(redis.url);
    open.push(connection);
    const setTime = virtualTime(connection);
    await connection.connect();
    return { connection, setTime, gate: createRedisGate({ connection, keys }) };
  }

  it('as many as were taken come back one by one, and all of them after the whole time', async () => {
    const { gate, setTime } = await gateInTime();
    const [app, numbers] = [per('perNumber', 5), ['+14155550300' as Phone]];
    const begin = Date.now();
    const enters = async (atSeconds: number) => {
      await setTime(begin + atSeconds * 1_000);
      const told = await gate.enter(entry({ app, numbers }));
      return told.kind === 'limited' ? told.retryAfterSeconds : told.kind;
    };
    for (let times = 0; times < 5; times++) expect(await enters(0)).toBe('entered');
    expect(await enters(0)).toBe(120);
    expect(await enters(119)).toBe(1);
    expect(await enters(120)).toBe('entered');
    expect(await enters(121)).toBe(119);
    for (let times = 0; times < 5; times++) expect(await enters(120 + 600)).toBe('entered');
    expect(await enters(120 + 600)).toBe(120);
  });

  it('what no longer counts leaves the hash that many share, and what counts stays', async () => {
    const { connection, gate, setTime } = await gateInTime();
    const number = '+14155550310' as Phone;
    const begin = Date.now();
    const enter = async (app: number, atSeconds: number) => {
      await setTime(begin + atSeconds * 1_000);
      const rates = { ...noLimits, perNumber: [{ count: 5, seconds: 600 }] };
      return await gate.enter(entry({ app: testApp({ id: `app-${app}`, rates }), numbers: [number] }));
    };
    const fields = () => connection.hlen(gateKey(keys.tagOf(`number ${number}`)));
    for (let app = 1; app <= 14; app++) await enter(app, 0);
    await enter(15, 60);
    expect(await fields()).toBe(15);
    // Each had taken one of five in ten minutes, which is paid off after two.
    await enter(16, 121);
    expect(await fields()).toBe(2);
    for (let times = 0; times < 4; times++) expect(await enter(15, 121)).toMatchObject({ kind: 'entered' });
    expect(await enter(15, 121)).toMatchObject({ kind: 'limited' });
  });

  it('a hash that many share stays small, however many fields each entry adds and whatever was left of them', async () => {
    const { connection, gate, setTime } = await gateInTime();
    const number = '+14155550320' as Phone;
    const begin = Date.now();
    const key = gateKey(keys.tagOf(`number ${number}`));
    let most = 0;
    // Two fields each, and now and then one that is left over.
    for (let app = 0; app < 300; app++) {
      await setTime(begin + app * 30_000);
      const perNumber = [5, 7, ...(app % 11 === 0 ? [9] : [])].map((count) => ({ count, seconds: 600 }));
      const asked = testApp({ id: `many-${app}`, rates: { ...noLimits, perNumber } });
      await gate.enter(entry({ app: asked, numbers: [number] }));
      most = Math.max(most, await connection.hlen(key));
    }
    expect(most).toBeLessThan(40);
  });

  it('a subject whose challenge has outlived its time is free again', async () => {
    const { gate, setTime } = await gateInTime();
    const begin = Date.now();
    await setTime(begin);
    const first = entry({ subject: 'lost' });
    await gate.enter(first);
    await setTime(begin + 179_999);
    expect(await gate.enter(entry({ subject: 'lost' }))).toMatchObject({ kind: 'in-progress', agoMs: 179_999 });
    await setTime(begin + 180_000);
    expect(await gate.enter(entry({ subject: 'lost' }))).toMatchObject({ kind: 'entered' });
  });
});
