import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callBack, type Fields, placed } from '../support/callbacks.ts';
import { startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let numbers = 0;
/** A call that has asked its question and a text that has been delivered, both waiting for their answer. */
async function waiting() {
  const number = `+1415555${String(5_000 + ++numbers)}`;
  const phone = world.simulator.phone(number);
  const ids = { call: `fuzz-call-${numbers}`, text: `fuzz-text-${numbers}` };
  await world.enqueue(ids.call, { to: number, channel: 'voice', method: 'pound' });
  await world.enqueue(ids.text, { to: number, channel: 'sms', method: 'reply', subject: ids.text });
  await phone.waitForCall();
  phone.answer();
  await phone.waitForPrompt();
  const code = /\d{6}/.exec((await phone.waitForText()).body)?.[0] ?? '';
  await world.heard(ids.text, ({ status }) => status === 'delivered');
  return { number, code, ids, call: placed(world, ids.call), text: placed(world, ids.text) };
}
type Waiting = Awaited<ReturnType<typeof waiting>>;

const junk = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    '0',
    '*',
    '##',
    '#\n',
    '#From',
    'constructor',
    '__proto__',
    'completed',
    'null',
    '-1',
    '1e9',
    '\0',
  ),
);
const name = fc.oneof(
  fc.constantFrom('Digits', 'CallSid', 'CallStatus', 'MessageSid', 'MessageStatus', 'ErrorCode', 'From', 'Body'),
  fc.constantFrom('FinishedOnKey', '__proto__', 'constructor', 'hasOwnProperty', 'toString'),
  junk,
);
const value = fc.oneof(junk, fc.array(junk, { minLength: 2, maxLength: 3 }));
const spoiling = fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true });
const segment = fc.oneof(
  fc.constantFrom('0', '1', '-1', '0x0', '1e9', '__proto__', 'NaN', '%00', '%2F', '..', '{1}', '%ff'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).map(encodeURIComponent),
);
const elsewhere = fc
  .tuple(fc.constantFrom('voice', 'status/voice', 'status/sms'), fc.array(segment, { minLength: 3, maxLength: 4 }))
  .map(([kind, parts]) => `/webhooks/twilio/${kind}/${parts.join('/')}`);
const kinds = ['answer', 'key', 'silence', 'call-status', 'text-status', 'reply'] as const;
const callback = fc.record({
  kind: fc.constantFrom(...kinds),
  turn: fc.nat(5),
  key: fc.constantFrom('0', '*', '5', '9'),
  status: fc.constantFrom('initiated', 'ringing', 'in-progress', 'queued', 'sent', 'delivered', 'scheduled'),
  at: fc.option(elsewhere, { freq: 5 }),
  spoiled: fc.option(spoiling, { freq: 2, nil: {} }),
});
type Made = typeof callback extends fc.Arbitrary<infer T> ? T : never;

it('signed callbacks that make no sense, in any order, are never an error of ours and never approve anything', async () => {
  const statuses: Record<number, number> = {};
  await fc.assert(
    fc.asyncProperty(fc.array(callback, { minLength: 40, maxLength: 60, size: 'max' }), async (told) => {
      const about = await waiting();
      for (const made of told) {
        const { path, fields } = tell(about, made);
        const { status } = await callBack(world, { path, fields });
        statuses[status] = (statuses[status] ?? 0) + 1;
        expect(status).toBeLessThan(500);
      }
      for (const id of Object.values(about.ids))
        expect((await world.request('GET', `/v1/challenges/${id}`)).body['status']).not.toBe('approved');
    }),
    { numRuns: 25, interruptAfterTimeLimit: 15_000 },
  );
  // Some were understood, some taken for nothing, some refused: it was not all turned away at the door.
  for (const status of [200, 204, 400]) expect(statuses[status]).toBeGreaterThan(20);
  expect(world.published.filter(({ status }) => status === 'approved')).toEqual([]);
  expect(world.logged()).not.toContain('webhook not stored');
}, 60_000);

/** A callback that is right, then spoiled; without the one key and the one text that would be a genuine approval. */
function tell({ call, text, number, code }: Waiting, { kind, turn, key, status, at, spoiled }: Made) {
  const own = kind === 'text-status' || kind === 'reply' ? text : call;
  const right: Record<(typeof kinds)[number], { path: string; fields: Fields }> = {
    answer: { path: call.voice, fields: {} },
    key: { path: `${call.voice}/${turn}`, fields: { Digits: key } },
    silence: { path: `${call.voice}/${turn}`, fields: { Digits: '' } },
    'call-status': { path: call.status, fields: { CallStatus: status } },
    'text-status': { path: text.status, fields: { MessageStatus: status } },
    reply: { path: '/webhooks/twilio/sms', fields: { From: number, Body: `${turn}`.repeat(6).replace(code, '12345') } },
  };
  const { path, fields } = right[kind];
  const sent: Fields = { ...own.fields, ...fields, ...spoiled, AccountSid: world.simulator.accountSid };
  return { path: at ?? path, fields: sent['Digits'] === '#' ? { ...sent, Digits: '5' } : sent };
}
