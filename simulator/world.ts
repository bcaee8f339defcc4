import { randomBytes } from 'node:crypto';
import type { Call } from './calls/call.ts';
import { type Clock, createClock } from './clock.ts';
import { createEvents, type Events } from './events.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import type { Phone } from './phones/phone.ts';
import type { Settings } from './settings.ts';
import type { Text } from './texts/text.ts';
import { createWatch, type Watch } from './watch.ts';
import type { CallbackQueueDeps } from './wire/callback-queue.ts';
import { createWireLog, type WireLog } from './wire/wire-log.ts';
import { createWork, type Work } from './work.ts';

/** Everything one simulator knows. Functions that act on it take it as their first argument. */
export type World = {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly work: Work;
  readonly watch: Watch;
  readonly events: Events;
  readonly wire: WireLog;
  readonly faults: Faults;
  /** By number, in the order of their first mention. */
  readonly phones: Map<string, Phone>;
  /** By SID, oldest first. */
  readonly calls: Map<string, Call>;
  /** Those of `calls` that are over, in the order of their ending. */
  readonly endedCalls: Map<string, Call>;
  readonly texts: Map<string, Text>;
  /** `phone application-number` pairs that texted STOP. */
  readonly optOuts: Set<string>;
  /** Phones whose picture on the page is out of date. */
  readonly stalePhones: Set<string>;
  /** When the next call may be dialled, if calls per second are limited. */
  nextDialAt: number;
  /** Where inbound texts are posted; null = nowhere. */
  inboundUrl: string | null;
  /** Aborted by a reset or a stop: what was under way before it must not touch what comes after. */
  era: AbortController;
};

/** A world in which nobody has called yet. */
export function createWorld(settings: Settings): World {
  const clock = createClock();
  const events = createEvents(randomBytes(4).toString('hex'));
  return {
    settings,
    clock,
    events,
    work: createWork(),
    watch: createWatch(),
    wire: createWireLog(clock.now, (entry) => events.publish('wire', entry)),
    faults: createFaults((rules) => events.publish('faults', rules)),
    phones: new Map(),
    calls: new Map(),
    endedCalls: new Map(),
    texts: new Map(),
    optOuts: new Set(),
    stalePhones: new Set(),
    nextDialAt: 0,
    inboundUrl: settings.inboundUrl,
    era: new AbortController(),
  };
}

/** What a webhook or a queue of callbacks needs of the world. */
export function webhookDeps(world: World): CallbackQueueDeps {
  return {
    wire: world.wire,
    work: world.work,
    clock: world.clock,
    callbackFaults: world.faults,
    authToken: world.settings.authTokens[0],
    signal: () => world.era.signal,
  };
}
