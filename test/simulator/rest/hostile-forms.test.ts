import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { resetWorld } from '../../../simulator/reset-world.ts';
import type { Answer } from '../../../simulator/rest/answer.ts';
import { changeCall, createCall, listCalls } from '../../../simulator/rest/calls.ts';
import type { Form } from '../../../simulator/rest/form.ts';
import { createMessage, listMessages, updateMessage } from '../../../simulator/rest/messages.ts';
import { settingsSchema } from '../../../simulator/settings.ts';
import { createWorld } from '../../../simulator/world.ts';
import { FROM, PHONE } from '../set-up.ts';

const NAMES = [
  'To',
  'From',
  'Url',
  'Twiml',
  'Method',
  'FallbackUrl',
  'StatusCallback',
  'StatusCallbackEvent',
  'StatusCallbackMethod',
  'Timeout',
  'TimeLimit',
  'SendDigits',
  'MachineDetection',
  'MachineDetectionTimeout',
  'AsyncAmd',
  'AsyncAmdStatusCallback',
  'Body',
  'MessagingServiceSid',
  'ValidityPeriod',
  'ScheduleType',
  'SendAt',
  'MediaUrl',
  'Status',
  'toString',
  '__proto__',
];
const VALUES = [
  ...[PHONE, FROM, '', '0', '-1', '1e9', '99999999999999999999', '\0', '+', 'sip:', '☎', 'http://', 'http://[', '//x'],
  ...['http://127.0.0.1:1/x#rc=9&rp=,&ct=x', '<Response/>', '<Response', 'true', 'completed', 'Enable', 'wwWW12#'],
];
const value = fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: 'grapheme', maxLength: 40 }));
const form: fc.Arbitrary<Form> = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.oneof(value, fc.array(value, { maxLength: 3 })),
);

function quietWorld() {
  const world = createWorld(settingsSchema.parse({ refuseAfterMs: 0 }));
  onTestFinished(() => resetWorld(world));
  return world;
}

/** Done, or refused as Twilio refuses: with a code of its dictionary and a status that blames the application. */
function expectInOrder(answer: Answer): void {
  if (answer.kind !== 'refused') return;
  const { code, status, message } = answer.error;
  expect(code).toBeGreaterThanOrEqual(10_000);
  expect(status >= 400 && status < 500).toBe(true);
  expect(message).not.toBe('');
}

it('no form makes a new call or text fail in another way than Twilio would', () => {
  const world = quietWorld();
  const rightful = { To: PHONE, From: FROM, Twiml: '<Response/>', Body: 'hi' };
  const either = fc.tuple(form, fc.boolean()).map(([wild, tame]) => (tame ? { ...rightful, ...wild } : wild));
  fc.assert(
    fc.property(either, (asked) => {
      expectInOrder(createCall(world, asked));
      expectInOrder(createMessage(world, asked));
    }),
    { numRuns: 1_000 },
  );
  expect(world.calls.size).toBeGreaterThan(0);
  expect(world.texts.size).toBeGreaterThan(0);
});

it('no form breaks a change of a call or a text, and no query a list', () => {
  const world = quietWorld();
  const asked = { To: PHONE, From: FROM, Twiml: '<Response/>', Body: 'hi' };
  createMessage(world, asked);
  const [text = ''] = world.texts.keys();
  fc.assert(
    fc.property(
      form,
      fc.dictionary(fc.constantFrom('PageSize', 'Page', 'PageToken', 'StartTime', 'DateSent>', 'To'), value),
      (wild, query) => {
        createCall(world, asked);
        expectInOrder(changeCall(world, [...world.calls.keys()].at(-1) ?? '', wild));
        expectInOrder(updateMessage(world, text, wild));
        expectInOrder(listCalls(world, new URLSearchParams(query)));
        expectInOrder(listMessages(world, new URLSearchParams(query)));
      },
    ),
    { numRuns: 300 },
  );
});
