import { expect, vi } from 'vitest';
import { readConfig } from '../../demo/config.ts';
import { type DemoServer, startDemoServer } from '../../demo/server.ts';
import { apiKey, startWorld, type World } from '../support/gateway.ts';
import type { Arrival, Visitor } from './visitor.ts';

/** The example on a gateway of its own, with a clock that a test can move. */
export interface Example {
  readonly world: World;
  readonly url: string;
  /** Milliseconds that the clock of the example is ahead. */
  ahead: number;
  /** Forgets every account and begins anew. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const settingsOf = (world: World) => ({
  POUNDKEY_URL: world.api,
  POUNDKEY_API_KEYS: `default:${apiKey}`,
  POUNDKEY_COUNTRIES: 'US,NL',
  DEMO_PORT: '0',
});

/** Starts it; `env` overrides its settings. */
export async function startExample(env: Record<string, string> = {}): Promise<Example> {
  const world = await startWorld({ POUNDKEY_LIMITS_FACTOR: '100' });
  const config = readConfig({ ...settingsOf(world), ...env });
  let server: DemoServer;
  const example = {
    world,
    url: '',
    ahead: 0,
    async restart() {
      await server?.stop();
      // What was asked goes on ringing without us.
      world.simulator.reset();
      example.ahead = 0;
      server = await startDemoServer(config, () => Date.now() + example.ahead);
      example.url = server.url;
    },
    async stop() {
      await server.stop();
      await world.stop();
    },
  };
  await example.restart();
  return example;
}

/** Answers the call that a page waits for: keys what the page shows, or other keys. */
export async function answerCall({ world }: Example, number: string, keys: string): Promise<void> {
  const phone = world.simulator.phone(number);
  await phone.waitForCall();
  phone.answer();
  await phone.waitForPrompt();
  phone.press(keys);
}

/** The two digits on the page. */
export const shownNumber = ({ text }: Arrival): string => /class="match">(\d\d)</.exec(text)?.[1] ?? '';

/** Looks at a page, as one without JavaScript does every two seconds, until it says so. */
export async function untilItSays(visitor: Visitor, path: string, words: string): Promise<Arrival> {
  return await vi.waitFor(
    async () => {
      const arrival = await visitor.read(path);
      expect(arrival.text).toContain(words);
      return arrival;
    },
    { timeout: 10_000 },
  );
}

/** Signs anna in and sets up her authentication phone in this way. */
export async function setUpAnna(example: Example, visitor: Visitor, method = 'pound'): Promise<Arrival> {
  await visitor.signIn('anna');
  await visitor.read('/set-up/mobile');
  const page = await visitor.submit('/set-up/mobile', {
    country: 'US',
    number: '415 555 0100',
    way: `mobile:${method}`,
  });
  await answerCall(example, '+14155550100', `${shownNumber(page)}#`);
  await untilItSays(visitor, page.path, '>Verify<');
  return await visitor.submit(`${page.path}/finish`);
}
