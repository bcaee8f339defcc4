import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { operate } from './operate.ts';
import { type RunningDemo, startDemo } from './running-demo.ts';
import { createVisitor } from './visitor.ts';

// Each of these starts four processes, perhaps on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

let redis: TestRedis;
const demos: RunningDemo[] = [];
beforeAll(async () => {
  redis = await startRedis({ tcp: true, appendonly: true });
});
afterEach(async () => {
  for (const demo of demos.splice(0)) {
    demo.kill('SIGTERM');
    await demo.ended;
  }
});
afterAll(() => redis.stop());

async function demo(env: Record<string, string> = {}): Promise<RunningDemo> {
  const started = await startDemo({ REDIS_URL: redis.url, ...env });
  demos.push(started);
  return started;
}

describe('the whole demo', () => {
  test('says where to go; there a call rings and # approves, a text arrives and its code approves', async () => {
    const running = await demo();
    const { example, simulator, gateway } = await running.ready;
    expect(running.said()).toContain(`Open ${example}, sign in as anna, and follow the page to the phone beside it.`);
    expect(running.said()).not.toMatch(/error|warning/i);
    expect((await fetch(`${gateway}/readyz`)).status).toBe(200);

    const phone = operate(simulator, '+14155550100');
    const visitor = createVisitor(example);
    await visitor.signIn('anna');
    const call = await visitor.submit('/set-up/mobile', { number: '+14155550100', way: 'mobile:pound' });
    const called = visitor.send(`${call.path}/events?after=1`);
    await phone('GET', '/wait?for=ring&timeout=10');
    await phone('POST', '/answer');
    await phone('GET', '/wait?for=prompt&timeout=10');
    await phone('POST', '/keys', { digits: '#' });
    expect(await (await called).text()).toContain('approved / pound-pressed');
    await visitor.submit(`${call.path}/finish`);

    await visitor.read('/second-step');
    const text = await visitor.submit('/second-step', { way: 'mobile:reply' });
    const texted = visitor.send(`${text.path}/events?after=1`);
    const arrived = (await phone('GET', '/wait?for=text&timeout=10')).text;
    await phone('POST', '/texts', { to: arrived.from, body: /\d{4,8}/.exec(arrived.body)?.[0] });
    expect(await (await texted).text()).toContain('approved / reply-accepted');
  });
});

describe('stopping', () => {
  test('a signal stops all of it, and is no failure', async () => {
    const running = await demo();
    const addresses = Object.values(await running.ready);
    running.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    await expectSilence(addresses);
  });

  test('nothing is left when whoever started it is gone', async () => {
    const running = await demo();
    const addresses = Object.values(await running.ready);
    running.closeStdin();
    expect(await running.ended).toBe(0);
    await expectSilence(addresses);
  });

  test('nothing is left when the starter is killed', async () => {
    const running = await demo();
    const addresses = Object.values(await running.ready);
    running.kill('SIGKILL');
    await running.ended;
    await expectSilence(addresses);
  });

  test('can be stopped while it starts', async () => {
    const running = await demo();
    running.kill('SIGTERM');
    expect([0, null]).toContain(await running.ended);
  });
});

describe('what cannot start', () => {
  test.each(['POUNDKEY_PORT', 'POUNDKEY_WEBHOOK_PORT', 'SIMULATOR_PORT', 'DEMO_PORT'])(
    'says which port is taken and that %s moves it',
    async (variable) => {
      const squatter = createServer().listen(0, '127.0.0.1');
      await once(squatter, 'listening');
      const { port } = squatter.address() as AddressInfo;
      const running = await demo({ [variable]: String(port) });
      expect(await running.ended).toBe(1);
      expect(running.said()).toContain(`Port ${port} is taken.`);
      expect(running.said()).toContain(`set ${variable} to another port`);
      squatter.close();
    },
  );

  test('says what a program says that does not start, and stops the others', async () => {
    const running = await demo({ POUNDKEY_COUNTRIES: 'Atlantis' });
    expect(await running.ended).toBe(1);
    expect(running.said()).toMatch(/gateway: .*POUNDKEY_COUNTRIES/);
    expect(running.said()).toContain('The gateway has ended, and the demo with it.');
  });

  test('says that Redis is missing, and what brings one', async () => {
    const running = await demo({ REDIS_URL: '' });
    expect(await running.ended).toBe(1);
    expect(running.said()).toContain('`npm run demo` starts a Redis');
  });
});

/** Nobody listens there any more. */
async function expectSilence(addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const { hostname, port } = new URL(address);
    await vi.waitFor(
      async () => {
        const socket = connect(Number(port), hostname);
        const refused = await once(socket, 'connect').then(
          () => false,
          () => true,
        );
        socket.destroy();
        expect(refused).toBe(true);
      },
      { timeout: 30_000 },
    );
  }
}
