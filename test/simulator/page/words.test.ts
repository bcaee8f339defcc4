import { describe, expect, it } from 'vitest';
import { codeIn } from '../../../simulator/page/code-in.ts';
import { describeFaults, strikeOf, switchFault } from '../../../simulator/page/fault-switches.ts';
import { readTypedNumber, showNumber } from '../../../simulator/page/phone-number.ts';
import { factsOf, gistOf, reasonOf } from '../../../simulator/page/wire-words.ts';
import { codeIn as codeOfTheSimulator } from '../../../simulator/texts/text.ts';
import { wireEntry } from './wire-entry.ts';

const entry = wireEntry({ fields: { To: '+14155550100', From: '+12025550142' }, signature: 'abc=' });

describe('a typed number', () => {
  it.each([
    ['+1 (415) 555-0100', '+14155550100'],
    ['0031 6 12345678', '+31612345678'],
    ['+44.7700.900123', '+447700900123'],
  ])('%s is %s', (typed, number) => expect(readTypedNumber(typed)).toBe(number));
  it.each(['', 'banana', '4155550100', '+0123456789', '+123456', '+1234567890123456', '+1415555010x'])(
    '%j is none',
    (typed) => expect(readTypedNumber(typed)).toBeNull(),
  );
  it('is shown in groups where we know them', () => {
    expect([showNumber('+14155550100'), showNumber('+31612345678')]).toEqual(['+1 415 555 0100', '+31612345678']);
  });
});

it('the page finds the same code in a text as the simulator', () => {
  for (const body of ['561166 is your code', 'no', '123', '123456789', 'a1234b', 'call 5550100 or 1234'])
    expect(codeIn(body), body).toBe(codeOfTheSimulator(body));
});

describe('an entry of the wire', () => {
  it.each([
    [{}, '/voice · +1 415 555 0100'],
    [{ fields: { To: '+14155550100', Digits: '#' } }, '/voice with keys # · +1 415 555 0100'],
    [{ fields: { Digits: '' } }, '/voice with no keys'],
    [{ kind: 'call-status', fields: { CallStatus: 'busy' } }, 'busy'],
    [{ kind: 'text-status', fields: { MessageStatus: 'sent' } }, 'sent'],
    [{ kind: 'inbound-text', fields: { Body: 'hi', From: '+14155550100', To: '+1' } }, '“hi” · +1 415 555 0100'],
    [{ kind: 'rest', url: '/2010-04-01/Accounts/AC1/Calls.json', fields: {} }, 'POST Calls.json'],
  ] as const)('%j is %s at a glance', (more, gist) => expect(gistOf({ ...entry, ...more })).toBe(gist));

  it.each([
    [{}, null],
    [{ status: null }, null],
    [{ status: 403 }, /refused the signature \(403\)/],
    [{ status: 404 }, /refused it with 404/],
    [{ status: 500 }, /failed with 500/],
    [{ status: null, error: 'connection refused' }, /No answer: connection refused/],
    [{ direction: 'in', status: 400 }, /Refused with 400; the answer says why/],
  ] as const)('%j has its reason: %s', (more, reason) => {
    const said = reasonOf({ ...entry, ...more });
    if (reason === null) expect(said).toBeNull();
    else expect(said).toMatch(reason);
  });

  it('tells its facts before its fields, and none that there are not', () => {
    expect(factsOf({ ...entry, attempt: 2, fault: 'delay', fields: { To: ['+1', '+2'] } })).toEqual([
      ['Fault switched on', 'delay'],
      ['Retry', '1'],
      ['Took', '1.5 ms'],
      ['X-Twilio-Signature', 'abc='],
      ['To', '+1, +2'],
    ]);
    expect(factsOf({ ...entry, durationMs: null, signature: null, fields: {} })).toEqual([]);
  });
});

describe('the switch of a fault', () => {
  const rules = { seed: 1, latencyMs: 0, requests: [], callbacks: [], numbers: [] };
  it.each([
    [{ how: 'off', count: 1 }, '', []],
    [{ how: 'next', count: 3 }, 'request 429 (next 3)', [{ fault: '429', next: 3 }]],
    [{ how: 'percent', count: 20 }, 'request 429 (20 %)', [{ fault: '429', probability: 0.2 }]],
  ] as const)('%j is made into a rule, and read from it', (strike, words, made) => {
    const switched = switchFault(rules, 'requests', '429', strike) as typeof rules;
    expect(switched).toEqual({ ...rules, requests: made });
    expect(strikeOf(switched, 'requests', '429')).toEqual(strike);
    expect(describeFaults(switched)).toBe(words);
  });
});
