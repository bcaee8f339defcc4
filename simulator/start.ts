/**
 * A pretend Twilio on a port of its own: the REST API for calls and texts, signed callbacks, documents really executed,
 * and phones that a test or a person operates. It shares no code with the application it serves.
 *
 * Map: `rest/` is the door for the application, `control/` and `page/` the door for people and tests. `calls/` and `texts/`
 * are what happens, `phones/` the far end, `twiml/` the language, `wire/` every request to the application, `faults/` the
 * misbehaviour. `world.ts` is all the state there is; `clock.ts` moves it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { createApp } from './app.ts';
import { advanceWorld } from './drop-old.ts';
import { type FaultRules, type FaultRulesInput, faultRules } from './faults/fault-rules.ts';
import { createPhoneHandle, type PhoneHandle } from './phone-handle.ts';
import { type CallView, type TextView, viewCall, viewText } from './phones/view-phone.ts';
import { resetWorld } from './reset-world.ts';
import { type SettingsInput, settingsSchema } from './settings.ts';
import type { WireEntry } from './wire/wire-log.ts';
import { createWorld, type World } from './world.ts';

export type SimulatorOptions = SettingsInput & {
  /** The token that signs; short for `authTokens: [token]`. */
  readonly authToken?: string;
};

export type Simulator = {
  /** Base address, without a slash at the end: what TWILIO_API_BASE_URL wants. */
  readonly url: string;
  readonly port: number;
  readonly accountSid: string;
  readonly authToken: string;
  /** The phone of a number (E.164); it exists from its first mention. */
  phone(number: string): PhoneHandle;
  /** Every call on record, oldest first. */
  calls(): readonly CallView[];
  /** Every text on record, either way, oldest first. */
  messages(): readonly TextView[];
  /** Every REST request and every request to the application, in order of their beginning. */
  requests(): readonly WireEntry[];
  /** Replaces the faults; without an argument, shows what is left of them. */
  faults(rules?: FaultRulesInput): FaultRules;
  /** Moves the clock; resolves when every timer due has fired and the requests that followed are answered. */
  advance(seconds: number): Promise<void>;
  /** Where inbound texts are posted from now on; null = nowhere. */
  setInboundUrl(url: string | null): void;
  /** Forgets everything: phones, calls, texts, faults, time. */
  reset(): void;
  stop(): Promise<void>;
};

/**
 * Starts a simulator.
 * @throws ZodError naming every bad option; the listener's error when the port cannot be had
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { authToken, ...rest } = options;
  const settings = settingsSchema.parse(authToken === undefined ? rest : { ...rest, authTokens: [authToken] });
  const world = createWorld(settings);
  const server = createServer(createApp(world));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return {
    ...operate(world),
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`,
    port,
    async stop() {
      resetWorld(world);
      world.era.abort();
      world.clock.reset();
      world.watch.release();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function operate(world: World): Omit<Simulator, 'url' | 'port' | 'stop'> {
  return {
    accountSid: world.settings.accountSid,
    authToken: world.settings.authTokens[0],
    phone: (number) => createPhoneHandle(world, number),
    calls: () => [...world.calls.values()].map(viewCall),
    messages: () => [...world.texts.values()].map(viewText),
    requests: () => world.wire.entries(),
    faults(rules) {
      if (rules) world.faults.set(faultRules.parse(rules));
      return world.faults.rules();
    },
    advance: async (seconds) => advanceWorld(world, z.number().min(0).parse(seconds)),
    setInboundUrl(url) {
      world.inboundUrl = url;
    },
    reset: () => resetWorld(world),
  };
}
