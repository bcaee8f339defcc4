import { expect, it } from 'vitest';
import { PHONE, setUp, statuses } from '../set-up.ts';

it.each([
  ['busy', ['initiated', 'busy']],
  ['no-answer', ['initiated', 'ringing', 'no-answer']],
  ['dead', ['initiated', 'failed']],
] as const)('a number that is %s ends every call to it, until told otherwise', async (fault, told) => {
  const { simulator, app, call } = await setUp();
  simulator.faults({ numbers: [{ fault, number: PHONE }] });
  for (let calls = 1; calls <= 2; calls += 1) {
    await call();
    await simulator.advance(1);
    expect(statuses(app)).toEqual(Array.from({ length: calls }, () => told).flat());
  }
  simulator.faults({});
  await call();
  expect(await simulator.phone(PHONE).waitForCall()).toMatchObject({ status: 'ringing' });
});

it.each([
  [{ fault: 'dead' }, ['sent', 'undelivered'], '30003'],
  [{ fault: 'undelivered' }, ['sent', 'undelivered'], '30005'],
  [{ fault: 'undelivered', code: 30006 }, ['sent', 'undelivered'], '30006'],
  [{ fault: 'failed' }, ['failed'], '30001'],
  [{ fault: 'failed', code: 30007 }, ['failed'], '30007'],
] as const)('with %j a text ends as %j', async (rule, told, errorCode) => {
  const { simulator, app, text, client } = await setUp();
  simulator.faults({ numbers: [rule] });
  const { sid } = await text();
  const requests = await app.until('/status', told.length);
  expect(statuses(app)).toEqual(told);
  expect(requests.at(-1)).toMatchObject({ genuine: true, fields: { ErrorCode: errorCode } });
  expect(await client.messages(sid).fetch()).toMatchObject({
    errorCode: Number(errorCode),
    errorMessage: expect.any(String),
  });
  expect(simulator.phone(PHONE).messages()).toEqual([]);
});

it('refuses the next call with the code that was asked for, says so on the wire, and leaves texts alone', async () => {
  const { simulator, call, text } = await setUp();
  simulator.faults({ numbers: [{ fault: 'refused', code: 21215, of: 'call', next: 1 }] });
  expect((await text()).status).toBe('queued');
  await expect(call()).rejects.toMatchObject({ status: 400, code: 21215, message: expect.stringContaining(PHONE) });
  expect(simulator.requests().at(-1)).toMatchObject({ kind: 'rest', status: 400, fault: 'refused' });
  expect((await call()).status).toBe('queued');
  expect(simulator.faults().numbers).toEqual([]);
});

it('strikes numbers by their beginning and nobody else', async () => {
  const { simulator, call } = await setUp();
  simulator.faults({ numbers: [{ fault: 'refused', code: 21614, number: '+1415*' }] });
  await expect(call()).rejects.toMatchObject({ code: 21614 });
  expect((await call({ to: '+12125550100' })).status).toBe('queued');
});

it('draws the same numbers from the same seed', async () => {
  const { simulator, call } = await setUp();
  const draw = async () => {
    simulator.faults({ seed: 3, numbers: [{ fault: 'refused', code: 21211, probability: 0.5 }] });
    const taken: boolean[] = [];
    for (let i = 0; i < 12; i += 1)
      taken.push(
        await call().then(
          () => true,
          () => false,
        ),
      );
    return taken.join();
  };
  const first = await draw();
  expect(await draw()).toBe(first);
  expect(first).toContain('true');
  expect(first).toContain('false');
});

it.each([
  [{ fault: 'refused' }, 'code'],
  [{ fault: 'busy', number: '415' }, 'E.164'],
  [{ fault: 'busy', next: 1, probability: 1 }, 'not both'],
] as const)('refuses %j, which means nothing', async (rule, words) => {
  const { simulator } = await setUp();
  expect(() => simulator.faults({ numbers: [rule] })).toThrow(words);
  expect(simulator.faults().numbers).toEqual([]);
});
