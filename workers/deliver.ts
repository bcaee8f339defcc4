import type { App, Apps } from '../src/challenge/app.ts';
import { crowdedMs, isDead, keptLookMs, nextTryMs, postsAtOnceMax, probeEveryMs } from '../src/challenge/delivery.ts';
import type { Log } from '../src/log.ts';
import type { Delivery, DeliveryQueue, Endpoints, Posted, Postman, UnsentResults } from '../src/ports/deliveries.ts';
import type { Clock, Later, PatientHandler } from '../src/ports.ts';

/** How a try went, for whoever counts: `kept` waits until its address works again, `given-up` is not tried any more. */
export type DeliveryStep = 'taken' | 'failed' | 'kept' | 'given-up';

export interface Delivering {
  readonly apps: Apps;
  readonly unsent: UnsentResults;
  readonly deliveries: DeliveryQueue;
  readonly endpoints: Endpoints;
  readonly postman: Postman;
  readonly clock: Clock;
  readonly log: Log;
  readonly count: (step: DeliveryStep) => void;
  /** Milliseconds that results can be read elsewhere; what is older is not posted any more. */
  readonly keptMs: number;
}

type Tried = Delivery & { readonly tries?: number };
type Hook = NonNullable<App['resultWebhook']>;

/** Posts results of the queue `results`, one job each, and posts again what a disabled address missed. */
export function deliver(deps: Delivering): PatientHandler {
  const underWay = new Map<string, number>();
  return async ({ data }) => {
    if (!('json' in (data as object))) return await replay(deps, data as { app: string; since: number });
    const delivery = data as Tried;
    const { app } = delivery;
    const hook = deps.apps.find(app)?.resultWebhook;
    // The address was taken out of the settings: nobody wants it any more.
    if (hook === undefined) return undefined;
    if ((underWay.get(app) ?? 0) >= postsAtOnceMax) return { againInMs: crowdedMs };
    underWay.set(app, (underWay.get(app) ?? 0) + 1);
    try {
      return await tryOnce(deps, delivery, hook);
    } finally {
      underWay.set(app, (underWay.get(app) ?? 1) - 1);
    }
  };
}

async function tryOnce(deps: Delivering, delivery: Tried, hook: Hook): Promise<Later | undefined> {
  const { endpoints, postman, clock, count } = deps;
  const { app, id, json } = delivery;
  const trouble = await endpoints.trouble(app);
  if (trouble?.disabledAt !== undefined && !(await endpoints.mayProbe(app, probeEveryMs)))
    return leave(deps, delivery, trouble.disabledAt);
  const posted = await postman.post(hook, { id, json, at: clock.now() });
  if (posted.kind !== 'taken') return await afterFailure(deps, delivery, posted);
  count('taken');
  if (trouble !== undefined) await enable(deps, app);
  return undefined;
}

/** What was written since an address was disabled is read again from the streams; what was under way then waits. */
function leave(deps: Delivering, delivery: Tried, disabledAt: number): Later | undefined {
  const { clock, count, keptMs } = deps;
  if (delivery.tries === undefined && delivery.at >= disabledAt) return undefined;
  const isOld = clock.now() - delivery.at > keptMs;
  count(isOld ? 'given-up' : 'kept');
  return isOld ? undefined : { againInMs: keptLookMs };
}

async function afterFailure(
  deps: Delivering,
  delivery: Tried,
  posted: Exclude<Posted, { kind: 'taken' }>,
): Promise<Later | undefined> {
  const { endpoints, clock, count, log } = deps;
  const { app } = delivery;
  const now = clock.now();
  const trouble = await endpoints.failed(app, now);
  const why = posted.kind === 'gone' ? 'status 410' : posted.why;
  count('failed');
  if (trouble.disabledAt !== undefined) return leave(deps, delivery, trouble.disabledAt);
  if (posted.kind === 'gone' || isDead(trouble, now)) {
    await endpoints.disable(app, now);
    log.warn({ app, why, failures: trouble.failures }, 'result webhook disabled: it does not take results');
    return leave(deps, delivery, now);
  }
  const tries = (delivery.tries ?? 0) + 1;
  const againInMs = nextTryMs(tries, posted.retryAfterMs);
  if (againInMs !== undefined) return { againInMs, data: { ...delivery, tries } };
  count('given-up');
  log.warn({ app, why, tries }, 'result not delivered: its webhook did not take it');
  return undefined;
}

/** What is left for the replay while it is put on the queue is soon over; a process may stand still in between. */
const soonMs = 1_000;

/**
 * The replay is on the queue before the mark is gone, or a crash in between would lose what was missed. The mark is looked at
 * anew: since the post began the address may have been disabled.
 */
async function enable({ deliveries, endpoints, clock, log }: Delivering, app: string): Promise<void> {
  for (;;) {
    const disabledAt = (await endpoints.trouble(app))?.disabledAt;
    const askedAt = clock.now();
    if (disabledAt !== undefined) await deliveries.addReplay(app, disabledAt);
    if (!(await endpoints.works(app, disabledAt))) continue;
    if (disabledAt === undefined) return;
    log.info({ app }, 'result webhook enabled again: what it missed is posted now');
    // The replay may have been read to its end while the mark still stood.
    if (clock.now() - askedAt > soonMs) await deliveries.addReplay(app, askedAt);
    return;
  }
}

async function replay(
  { unsent, deliveries }: Delivering,
  { app, since }: { app: string; since: number },
): Promise<undefined> {
  await unsent.handAgain(since, (all) => deliveries.add(all.filter((delivery) => delivery.app === app)));
}
