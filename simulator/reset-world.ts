import { faultRules } from './faults/fault-rules.ts';
import type { World } from './world.ts';

/** Forgets everything: live calls vanish without a callback, requests under way are given up, time is real time again. */
export function resetWorld(world: World): void {
  world.era.abort();
  world.era = new AbortController();
  world.clock.reset();
  for (const call of world.calls.values()) {
    call.state = { status: 'canceled', dialedAt: null, endedAt: world.clock.now() };
    call.line.turn.abort();
  }
  world.calls.clear();
  world.endedCalls.clear();
  world.texts.clear();
  world.phones.clear();
  world.optOuts.clear();
  world.stalePhones.clear();
  world.nextDialAt = 0;
  world.wire.forget();
  world.faults.set(faultRules.parse({}));
  world.events.publish('reset', null);
  world.watch.changed();
}
