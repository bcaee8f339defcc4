import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Asking, startAsking } from './asking.ts';
import { askSeconds } from './asks.ts';
import { closeCallbacks, createCallBack } from './callbacks.ts';
import { startCanary, startDurableRedis } from './durable-redis.ts';
import { runFaults } from './faults.ts';
import { startFront } from './front.ts';
import { accountSid, authToken, startGateway, workerNames } from './gateway.ts';
import { Journal } from './journal.ts';
import { type Failure, failures, judge } from './judge.ts';
import { type ChaosOptions, commandOf } from './options.ts';
import { pause } from './pause.ts';
import { planFaults } from './plan.ts';
import { startProvider } from './provider.ts';
import { type Closed, type Results, startResults } from './results.ts';
import { faultsFoundIn, type Report } from './table.ts';

/** Faults go on at least this long after the last question. */
const afterwardsMs = 5_000;
/** Longer than any challenge lives on: what has no outcome then never gets one. */
const patienceMs = 60_000;

/** One run from an empty Redis to its numbers. `stopping` ends it early, without a verdict. */
export async function runTrial(
  options: ChaosOptions,
  logs: string | undefined,
  stopping: AbortSignal,
): Promise<Report | undefined> {
  const began = performance.now();
  await using stack = new AsyncDisposableStack();
  const journal = new Journal();
  const durable = await startDurableRedis(options.fsync);
  stack.defer(() => durable.stop());
  const { redis } = durable;
  const canary = startCanary(redis.url ?? '');
  stack.defer(() => canary.stop());
  const front = await startFront(options.seed, journal);
  stack.defer(() => front.stop());
  stack.defer(closeCallbacks);
  const callBack = createCallBack(options.seed, authToken);
  const inboundUrl = `${front.url}/webhooks/twilio/sms#rc=2&rp=all`;
  const { seed } = options;
  const provider = await startProvider({ seed, slots: workerNames, accountSid, journal, callBack, inboundUrl });
  stack.defer(() => provider.stop());
  const gateway = await startGateway(options, { redis, front, provider, logs });
  stack.defer(() => gateway.stop());
  const results = await startResults(redis.url ?? '');
  stack.defer(() => results.stop());
  await gateway.ready(stopping);
  const asking = startAsking(options, redis.url ?? '', journal);
  stack.defer(() => asking.stop());
  const telling = setInterval(() => tell(began, asking, results, journal), 2_000);
  stack.defer(() => clearInterval(telling));

  const victims = { seed, workers: gateway.workers, webhooks: gateway.webhooks, redis, provider, journal };
  // The questions are done a little before the faults are.
  const progress = (share: number) => asking.allow(share * (options.seconds / askSeconds(options)));
  const asked = asking.done.then(() => pause(afterwardsMs, stopping));
  const faults = runFaults(victims, planFaults(options), progress, stopping);
  await Promise.race([Promise.all([faults, asked]), aborted(stopping)]);
  if (stopping.aborted) return undefined;
  front.calm();
  provider.calm();
  const lastFaultAt = Date.now();
  await Promise.race([results.all(asking.asked.keys(), patienceMs), aborted(stopping)]);
  if (stopping.aborted) return undefined;
  // The client reads back every 2 s what pub/sub did not tell it; calls that were just hung up may still be ending.
  await pause(4_000, stopping);
  const final = await results.reread();
  const crashes = [...gateway.workers, ...gateway.webhooks].reduce((sum, slot) => sum + slot.crashes(), 0);
  const expiries = await results.expiries(asking.asked.keys());
  const traces = await results.traces([...asking.asked.keys()].filter((id) => !final.has(id)));
  const seen = { ...asking, journal, live: results.closed, final, expiries, traces, liveCalls: provider.liveCalls() };
  const details = judge(seen);
  if (logs !== undefined) writeJournal(logs, journal, final);
  const numbers = {
    options,
    command: commandOf(options),
    challenges: asking.asked.size,
    attempts: journal.posts.length,
    faults: Object.fromEntries(journal.faults),
    outcomes: countOutcomes(final),
    failed: Object.fromEntries(failures.map((name) => [name, details[name].length])) as Record<Failure, number>,
    details,
    recoverySeconds: Math.max(0, lastSeen(results) - lastFaultAt) / 1_000,
    pubSubMissed: [...final.keys()].filter((id) => !results.published.has(id)).length,
    redisLost: canary.lost(),
    crashes,
    seconds: (performance.now() - began) / 1_000,
  };
  return { ...numbers, faultsFound: faultsFoundIn(numbers) };
}

/** Beside the gateway's logs, for whoever must find out what happened to one challenge. */
function writeJournal(logs: string, { posts, deeds, hangUps, timeline }: Journal, final: Map<string, Closed[]>): void {
  const outcomes = [...final.values()].flat().map(({ entry, json }) => ({ entry, ...JSON.parse(json) }));
  writeFileSync(join(logs, 'journal.json'), JSON.stringify({ posts, deeds, hangUps, timeline, outcomes }, null, 1));
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  if (signal.aborted) resolve();
  return promise;
}

function lastSeen({ closed }: Results): number {
  let last = 0;
  for (const entries of closed.values()) for (const { seenAt } of entries) last = Math.max(last, seenAt);
  return last;
}

function countOutcomes(final: Awaited<ReturnType<Results['reread']>>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [first] of final.values()) {
    const name = `${first?.result.status}/${first?.result.reason}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function tell(began: number, asking: Asking, results: Results, journal: Journal): void {
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  const count = (words: RegExp) =>
    [...journal.faults].reduce((sum, [kind, times]) => sum + (words.test(kind) ? times : 0), 0);
  const numbers = `asked ${asking.asked.size}, closed ${results.closed.size}, killed ${count(/killed/)}, frozen ${count(/frozen/)}`;
  process.stderr.write(`${seconds} s: ${numbers}\n`);
}
