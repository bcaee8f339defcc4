import { describe, expect, expectTypeOf, it } from 'vitest';
import { type ChallengeRequest, type ChallengeRequestInput, challengeRequest } from '../../src/contract/request.ts';
import { faults, pathsOf, smallest } from './requests.ts';

const largest = {
  to: '4155550100',
  country: 'US',
  extension: 'ww40*12#W',
  channel: 'voice',
  method: 'pound',
  subject: 'user-42',
  app: 'payroll.eu_1-a',
  locale: 'en-US',
  lifetimeSeconds: 600,
  next: [
    { channel: 'sms', method: 'reply', afterSeconds: 0, to: '+442079460018' },
    { channel: 'sms', method: 'code', afterSeconds: 600 },
  ],
  code: '561166',
  context: { action: 'sign in to Payroll', ip: '2001:db8::1', place: 'Zürich, 東京' },
  replyTo: 'auth-7',
  metadata: { any: 'short strings', empty: '' },
};

/** The smallest request with one field, at a dotted path, set to this. */
const having = (path: string, value: unknown): unknown => {
  const [field = '', ...rest] = path.split('.');
  const inner = rest.reduceRight<unknown>((inner, key) => (/^\d+$/.test(key) ? [inner] : { [key]: inner }), value);
  return { ...smallest, ...(field === 'extension' ? {} : { channel: 'sms', method: 'code' }), [field]: inner };
};

describe('a request', () => {
  it('may be as small as a number and a way to answer', () =>
    expect(challengeRequest.parse(smallest)).toEqual({
      ...smallest,
      lifetimeSeconds: 180,
      next: [],
      context: {},
      metadata: {},
    }));
  it('may have everything at once', () => expect(challengeRequest.parse(largest)).toEqual(largest));
  it('is trimmed where people write', () =>
    expect(challengeRequest.parse({ ...smallest, subject: ' user-42\t', context: { action: ' pay ' } })).toMatchObject({
      subject: 'user-42',
      context: { action: 'pay' },
    }));
  it('that was parsed parses to itself', () => {
    for (const request of [smallest, largest]) {
      const parsed = challengeRequest.parse(request);
      expect(challengeRequest.parse(parsed)).toEqual(parsed);
    }
  });
  it('lets a caller leave out what has a default', () => {
    expectTypeOf<{ to: string; channel: 'sms'; method: 'code' }>().toExtend<ChallengeRequestInput>();
    expectTypeOf<ChallengeRequest['lifetimeSeconds']>().toEqualTypeOf<number>();
  });
});

const long = 'x'.repeat(10_000);
const hostile = [
  'a\u0000b',
  'a\nb',
  'a\u001b[31mb',
  'a\u202eb',
  'a\u2066b',
  'a\u200fb',
  'a\u061cb',
  'a\u2028b',
  'a\u0085b',
];
const noText = [42, true, null, {}, ['text']];
const text = [...noText, '', '   ', long, ...hostile];

const wrong: Readonly<Record<string, readonly unknown[]>> = {
  to: [...noText, '', '+1', long, `+${'1'.repeat(40)}`],
  country: [...noText, '', 'us', 'USA', 'U', 'U1', long],
  extension: [...noText, '', '40 12', '4012x', '4'.repeat(33), long, '40\n12'],
  channel: [...noText, '', 'fax', 'Voice', 'voice ', long],
  method: [...noText, '', 'yes', 'POUND', long],
  subject: [...text, 'x'.repeat(129)],
  app: [...noText, '', 'a b', 'a/b', 'ä', 'x'.repeat(65), long, 'a\n'],
  locale: [...noText, '', 'english', 'EN-us', 'en_US', 'en-', long, 'en-US\n'],
  lifetimeSeconds: ['180', null, true, 29, 601, 30.5, -180, Number.NaN, Number.POSITIVE_INFINITY, 1e300],
  next: ['sms', null, {}, 5],
  'next.0': ['sms', null, 5, []],
  code: [...noText, '', '123', '12345678901', '12 34', '１２３４', '123456\n', long],
  context: ['sign in', null, 5, []],
  'context.action': [...text, 'x'.repeat(81)],
  'context.place': [...text, 'x'.repeat(81)],
  'context.ip': [...noText, '', '203.0.113', '203.0.113.256', 'localhost', '::g', '203.0.113.9:80', '10.0.0.0/8', long],
  replyTo: [...noText, '', 'a b', 'a:b', 'a*', 'x'.repeat(65), long, 'a\n'],
  metadata: ['text', null, 5, ['a'], Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`key${n}`, 'x']))],
  'metadata.order': [...noText, 'x'.repeat(257), long],
};

describe('a field at fault is named, and its value is not repeated', () => {
  it.each(Object.entries(wrong).flatMap(([path, values]) => values.map((value, n) => [path, n, value] as const)))(
    '%s (%i)',
    (path, _, value) => {
      const found = faults(having(path, value));
      expect(found.map((fault) => fault.path)).toContain(path);
      expect(new Set(found.map((fault) => fault.path)).size).toBe(1);
      for (const { message } of found) {
        expect(message.length).toBeLessThan(200);
        if (typeof value === 'string' && value.trim().length > 3) expect(message).not.toContain(value.slice(0, 40));
      }
    },
  );
  it.each(['to', 'channel', 'method'])('%s is needed', (field) => {
    expect(pathsOf({ ...smallest, [field]: undefined })).toEqual([field]);
    expect(pathsOf(Object.fromEntries(Object.entries(smallest).filter(([key]) => key !== field)))).toEqual([field]);
  });
  it.each([undefined, null, 'text', 5, true, [], [smallest]])('%j is no request at all', (value) =>
    expect(pathsOf(value)).toEqual(['']),
  );
  it('of a further step too', () =>
    expect(
      pathsOf({
        ...smallest,
        next: [{ channel: 'sms', method: 'reply', afterSeconds: -1, to: 5, again: true }, {}],
      }).sort(),
    ).toEqual([
      'next.0',
      'next.0.afterSeconds',
      'next.0.to',
      'next.1.afterSeconds',
      'next.1.channel',
      'next.1.method',
    ]));
  it('is also a fifth further step', () =>
    expect(
      pathsOf({
        ...smallest,
        next: Array.from({ length: 5 }, () => ({ channel: 'sms', method: 'code', afterSeconds: 0 })),
      }),
    ).toEqual(['next']));
});
