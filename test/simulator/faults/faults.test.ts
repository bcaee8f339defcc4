import { expect, it } from 'vitest';
import type { FaultRulesInput } from '../../../simulator/faults/fault-rules.ts';
import { PHONE, setUp, statuses } from '../set-up.ts';

it.each([
  ['429', { status: 429, code: 20429 }],
  ['500', { status: 500, code: 20500 }],
  ['503', { status: 503 }],
  ['reset', { code: 'ECONNRESET' }],
  ['garbage', { name: 'SyntaxError' }],
] as const)('%s strikes the next requests as many times as asked, and nothing happens', async (fault, rejection) => {
  const { simulator, call } = await setUp();
  simulator.faults({ requests: [{ fault, next: 2 }] });
  await expect(call()).rejects.toMatchObject(rejection);
  await expect(call()).rejects.toMatchObject(rejection);
  expect(simulator.calls()).toEqual([]);
  expect((await call()).status).toBe('queued');
  expect(simulator.faults().requests).toEqual([]);
});

it.each([
  ['accept-then-500', { status: 500 }],
  ['accept-then-reset', { code: 'ECONNRESET' }],
] as const)('%s makes the call and does not tell', async (fault, rejection) => {
  const { simulator, call, client } = await setUp();
  simulator.faults({ requests: [{ fault, next: 1, of: 'create' }] });
  expect(await client.calls.list()).toEqual([]);
  await expect(call()).rejects.toMatchObject(rejection);
  expect(await simulator.phone(PHONE).waitForCall()).toMatchObject({ status: 'ringing' });
  expect(simulator.requests().find((entry) => entry.method === 'POST')).toMatchObject({ fault });
});

it('draws the same victims from the same seed, and others from another', async () => {
  const { simulator, client } = await setUp();
  const draw = async (seed: number) => {
    simulator.faults({ seed, requests: [{ fault: '500', probability: 0.5 }] });
    const outcomes: boolean[] = [];
    for (let i = 0; i < 20; i += 1)
      outcomes.push(
        await client.calls.list().then(
          () => true,
          () => false,
        ),
      );
    return outcomes.join();
  };
  const first = await draw(7);
  expect(await draw(7)).toBe(first);
  expect(await draw(8)).not.toBe(first);
  expect(first).toContain('true');
  expect(first).toContain('false');
});

it('answers later by the latency, on the simulator clock', async () => {
  const { simulator, client } = await setUp();
  simulator.faults({ latencyMs: 60_000 });
  let answered = false;
  const list = client.calls.list().then(() => {
    answered = true;
  });
  await expect.poll(() => simulator.requests().length).toBe(1);
  expect(answered).toBe(false);
  await simulator.advance(60);
  await list;
});

it.each<[string, FaultRulesInput['callbacks'], string[]]>([
  ['loses', [{ fault: 'lose', next: 1, status: 'ringing' }], ['initiated', 'busy']],
  ['doubles', [{ fault: 'duplicate', next: 1, status: 'ringing' }], ['initiated', 'ringing', 'ringing', 'busy']],
  ['swaps', [{ fault: 'reorder', next: 1, status: 'ringing' }], ['initiated', 'busy', 'ringing']],
  ['delays', [{ fault: 'delay', next: 1, seconds: 90, status: 'initiated' }], ['ringing', 'busy', 'initiated']],
])('%s a callback', async (_what, callbacks, told) => {
  const { simulator, app, call } = await setUp();
  simulator.faults({ callbacks });
  await call();
  await simulator.phone(PHONE).waitForCall();
  simulator.phone(PHONE).decline();
  await simulator.advance(100);
  expect(statuses(app)).toEqual(told);
  expect(app.received.every((request) => request.genuine)).toBe(true);
});

it('sends a held-back callback that nothing follows after a second', async () => {
  const { simulator, app, call } = await setUp();
  simulator.phone(PHONE).behave('busy');
  simulator.faults({ callbacks: [{ fault: 'reorder', next: 1, status: 'busy' }] });
  await call();
  await simulator.advance(2);
  expect(statuses(app)).toEqual(['initiated', 'busy']);
});

it('keeps a duplicate recognisable: the same idempotency token twice', async () => {
  const { simulator, app, text } = await setUp();
  simulator.faults({ callbacks: [{ fault: 'duplicate', probability: 1, of: ['text-status', 'inbound-text'] }] });
  await text();
  const told = await app.until('/status', 4);
  expect(told[0]?.headers['i-twilio-idempotency-token']).toBe(told[1]?.headers['i-twilio-idempotency-token']);
  await simulator.phone(PHONE).text('+12025550142', 'hello');
  expect(app.received.filter((request) => request.path === '/inbound')).toHaveLength(2);
});

it('an inbound text may be lost or late, and has been sent all the same', async () => {
  const { simulator, app } = await setUp();
  const phone = simulator.phone(PHONE);
  simulator.faults({
    callbacks: [
      { fault: 'lose', of: ['inbound-text'], next: 1 },
      { fault: 'delay', of: ['inbound-text'], seconds: 60, next: 1 },
    ],
  });
  await phone.text('+12025550142', 'lost');
  await phone.text('+12025550142', 'late');
  await phone.text('+12025550142', 'in time');
  await simulator.advance(60);
  const bodies = (await app.until('/inbound', 2)).map((request) => request.fields['Body']);
  expect(bodies).toEqual(['in time', 'late']);
  expect(phone.messages().map((message) => message.body)).toEqual(['lost', 'late', 'in time']);
});

it('the result of machine detection may be lost like any callback', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', '<Hangup/>');
  simulator.phone(PHONE).behave('voicemail');
  simulator.faults({ callbacks: [{ fault: 'lose', of: ['machine-detection'] }] });
  await call({ machineDetection: 'Enable', asyncAmd: 'true', asyncAmdStatusCallback: `${app.url}/machine` });
  await app.until('/status', 4);
  await simulator.advance(0);
  expect(app.received.some((request) => request.path === '/machine')).toBe(false);
  expect(simulator.requests().find((entry) => entry.kind === 'machine-detection')).toMatchObject({ fault: 'lose' });
});

it('a rule without a count or a chance strikes every time, until the faults are replaced', async () => {
  const { simulator, app, call, client } = await setUp();
  simulator.faults({ requests: [{ fault: '503', of: 'read' }], callbacks: [{ fault: 'duplicate' }] });
  for (let i = 0; i < 3; i += 1) await expect(client.calls.list()).rejects.toMatchObject({ status: 503 });
  simulator.phone(PHONE).behave('busy');
  await call();
  await simulator.advance(1);
  expect(statuses(app)).toEqual(['initiated', 'initiated', 'busy', 'busy']);
  simulator.faults({});
  expect(await client.calls.list()).toHaveLength(1);
});
