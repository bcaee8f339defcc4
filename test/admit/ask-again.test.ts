import { afterAll, beforeAll, expect, it } from 'vitest';
import { admit } from '../../src/admit/admit.ts';
import { askAgain } from '../../src/admit/ask-again.ts';
import { challengeRequest } from '../../src/contract/request.ts';
import type { Store } from '../../src/ports.ts';
import { noLimits, testApp, testApps } from '../support/apps.ts';
import { type Bench, startBench } from '../workers/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

it('what becomes allowed between the look and the commit is not asked without being paid for', async () => {
  const app = testApp({ rates: { ...noLimits, perNumber: [{ count: 1, seconds: 600 }] } });
  const deps = { ...bench.deps, apps: testApps(app) };
  const id = 'resend-race-1';
  const request = challengeRequest.parse({ to: '+14155550100', channel: 'sms', method: 'code', subject: 'ann' });
  await admit(deps, { id, app, requestedAt: bench.now(), request });
  await bench.run(bench.queued.splice(0)[0]);
  await bench.pass(31);
  expect(await askAgain(deps, id, { type: 'resend' })).toMatchObject({ kind: 'limited' });
  // A millisecond before it is allowed, and a millisecond after by the time of the commit.
  await bench.pass(-1.001);
  const load: Store['load'] = async (wanted) => {
    const found = await bench.store.load(wanted);
    await bench.pass(0.002);
    return found;
  };
  const raced = await askAgain({ ...deps, store: { ...bench.store, load } }, id, { type: 'resend' });
  expect(raced).toMatchObject({ kind: 'refused', refusal: 'resend-too-early' });
});
