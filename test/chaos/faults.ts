import type { LocalRedis } from '../../script/local-redis.mjs';
import { chance } from './chance.ts';
import type { Journal } from './journal.ts';
import { pause } from './pause.ts';
import type { PlannedFault } from './plan.ts';
import type { Slot } from './processes.ts';
import type { Provider } from './provider.ts';

export interface Victims {
  readonly seed: number;
  readonly workers: readonly Slot[];
  readonly webhooks: readonly Slot[];
  readonly redis: LocalRedis;
  readonly provider: Provider;
  readonly journal: Journal;
}

/** How long a shot waits for its moment before it is fired anyway, and counted as not aimed. */
const aimMsMax = 6_000;

/**
 * Does what was planned, each at its time or, where nobody fit to be hit is at work, later; resolves when all is done and
 * everything runs again. `progress` is told how much of the plan has been begun, from 0 to 1.
 */
export async function runFaults(
  victims: Victims,
  plan: readonly PlannedFault[],
  progress: (share: number) => void,
  stopping: AbortSignal,
): Promise<void> {
  const start = performance.now();
  const luck = chance(victims.seed, 'victims');
  const busy = new Set<Slot>();
  let redisFault: Promise<void> = Promise.resolve();
  const running: Promise<void>[] = [];
  for (const [index, fault] of plan.entries()) {
    progress(index / plan.length);
    await pause(start + fault.atMs - performance.now(), stopping);
    if (stopping.aborted) break;
    if (fault.kind.startsWith('Redis')) {
      // One at a time: Redis cannot be killed while it is frozen.
      redisFault = redisFault.then(() => hitRedis(victims, fault));
      running.push(redisFault);
      continue;
    }
    const all = fault.kind.startsWith('worker') ? victims.workers : victims.webhooks;
    while (victimOf(all, busy) === undefined && !stopping.aborted) await pause(50, stopping);
    const slot = victimOf(all, busy) ?? luck.pick(all);
    busy.add(slot);
    running.push(hit(victims, slot, fault).finally(() => busy.delete(slot)));
  }
  progress(1);
  await Promise.all(running);
}

/** How long a process must have been at work, so that there is work to be hit in it. */
const atWorkMs = 2_000;

/** Whoever has run longest, as long as another of its kind is there: nothing is to be learned from a gateway that is gone. */
function victimOf(all: readonly Slot[], busy: ReadonlySet<Slot>): Slot | undefined {
  const up = all.filter((slot) => slot.up()).sort((a, b) => a.since() - b.since());
  const [longest] = up.filter((slot) => !busy.has(slot));
  const worked = longest !== undefined && performance.now() - longest.since() > atWorkMs;
  return worked && up.length > 1 ? longest : undefined;
}

async function hitRedis({ redis, journal }: Victims, { kind, ms }: PlannedFault): Promise<void> {
  journal.fault(kind);
  if (kind === 'Redis killed') {
    await redis.kill();
    await pause(ms);
    await redis.restart();
  } else {
    redis.freeze();
    await pause(ms);
    redis.thaw();
  }
}

async function hit(victims: Victims, slot: Slot, { kind, ms }: PlannedFault): Promise<void> {
  const { journal } = victims;
  switch (kind) {
    case 'worker killed, aimed': {
      const aimed = await shoot(victims, slot);
      return journal.fault(aimed ? kind : 'worker killed');
    }
    case 'worker killed':
    case 'webhooks killed':
      journal.fault(kind);
      return await slot.kill();
    case 'worker frozen':
    case 'worker frozen past its lock':
    case 'webhooks frozen':
      journal.fault(kind);
      slot.freeze();
      await pause(ms);
      return slot.thaw();
    default:
      throw new Error(`${kind} is not for a process of the gateway`);
  }
}

/** Kills the worker right after its request has reached the provider and before that has answered. */
async function shoot({ provider }: Victims, slot: Slot): Promise<boolean> {
  let restarted: Promise<void> | undefined;
  const fire = () => {
    restarted = slot.kill();
  };
  const aim = provider.aim(slot.name, () => {
    fire();
    return 'leave unanswered';
  });
  const patience = new AbortController();
  const hit = aim.hit.then(() => patience.abort());
  await Promise.race([hit, pause(aimMsMax, patience.signal)]);
  aim.forget();
  const aimed = restarted !== undefined;
  if (!aimed) fire();
  await restarted;
  return aimed;
}
