import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appId, challengeId, challengeRequest, faultsOf, replyTo } from '../../src/contract/request.ts';
import { pinHash } from '../challenge/given.ts';
import { faults, pathsOf, smallest } from './requests.ts';

const long = 'x'.repeat(10_000);

describe('fields that do not fit together', () => {
  it.each([
    ['voice', 'reply'],
    ['sms', 'pound'],
    ['sms', 'match'],
    ['sms', 'pin'],
  ])('%s has no method %s', (channel, method) => {
    expect(pathsOf({ ...smallest, channel, method })).toEqual(['method']);
    expect(pathsOf({ ...smallest, next: [{ channel, method, afterSeconds: 0 }] })).toEqual(['next.0.method']);
  });
  it('a text dials no extension', () =>
    expect(pathsOf({ ...smallest, channel: 'sms', method: 'code', extension: '4012' })).toEqual(['extension']));
  it('a method has what it needs, and what only another uses is told', () => {
    const pinned = { ...smallest, method: 'pin', pinHash };
    const later = { channel: 'voice', afterSeconds: 0 };
    expect(pathsOf(pinned)).toEqual([]);
    expect(pathsOf({ ...smallest, next: [{ ...later, method: 'pin' }], pinHash })).toEqual([]);
    expect(pathsOf({ ...smallest, method: 'pin' })).toEqual(['pinHash']);
    expect(pathsOf({ ...smallest, next: [{ ...later, method: 'pin' }] })).toEqual(['pinHash']);
    expect(pathsOf({ ...smallest, pinHash })).toEqual(['pinHash']);
    expect(pathsOf({ ...smallest, method: 'match', matchNumber: '00' })).toEqual([]);
    expect(pathsOf({ ...smallest, matchNumber: '42' })).toEqual(['matchNumber']);
  });
  it.each([42, '4', '421', '4a', ' 42', '42#', '４２', ''])('a match number is two digits: %j', (matchNumber) =>
    expect(pathsOf({ ...smallest, method: 'match', matchNumber })).toEqual(['matchNumber']),
  );
  // Zod leaves such checks out by default when a single field is wrong; the caller then learned of it one request later.
  it('are told together with the fields that are wrong in themselves', () =>
    expect(
      pathsOf({
        to: 5,
        channel: 'sms',
        method: 'pound',
        extension: '4012',
        next: [{ channel: 'voice', method: 'reply' }, 'sms'],
        metadata: { order: 7, ...Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`key${n}`, 'x'])) },
        surplus: true,
      }).sort(),
    ).toEqual(
      [
        ...[
          '',
          'extension',
          'metadata',
          'metadata.order',
          'method',
          'next.0.afterSeconds',
          'next.0.method',
          'next.1',
          'to',
        ],
      ].sort(),
    ));
});

describe('an unknown field', () => {
  it('is named, with all others', () =>
    expect(faults({ ...smallest, pin: '1234', phone: '+1' })).toEqual([
      { path: '', message: 'unknown field: pin, phone' },
    ]));
  it('is named where it stands', () =>
    expect(faults({ ...smallest, context: { password: 'hunter2' } })).toEqual([
      { path: 'context', message: 'unknown field: password' },
    ]));
  it('is named in short', () => {
    const [surplus, key] = [faults({ ...smallest, [long]: 1 }), faults({ ...smallest, metadata: { [long]: 'x' } })];
    expect(surplus).toEqual([{ path: '', message: `unknown field: ${'x'.repeat(64)}` }]);
    expect(key[0]?.path).toBe(`metadata.${'x'.repeat(64)}`);
  });
  it('cannot be one that every object has', () => {
    const parsed = challengeRequest.parse(
      JSON.parse(JSON.stringify(smallest).replace('}', ',"metadata":{"__proto__":"x"}}')),
    );
    expect(Object.getPrototypeOf(parsed.metadata)).toBe(Object.prototype);
    expect(pathsOf(JSON.parse('{"to":"+14155550100","channel":"voice","method":"pound","__proto__":{"a":1}}'))).toEqual(
      [''],
    );
  });
});

describe('an id', () => {
  it.each(['challenge-1', 'a_b-C_d9', 'x'.repeat(64), '1234567a', '--------'])('may be %s', (id) =>
    expect(challengeId.safeParse(id).success).toBe(true),
  );
  it.each([
    '',
    'short-1',
    'x'.repeat(65),
    '12345678',
    'a.b.c.d.e',
    'a:b:c:d:e',
    'challenge 1',
    'challenge-1\n',
    'chällenge',
  ])('may not be %j', (id) => expect(challengeId.safeParse(id).success).toBe(false));
  it('of a channel to answer on, or of an app, never reaches into other keys', () => {
    for (const id of ['a:b', 'a{b}', 'a*', 'a b', '', 'a\n']) {
      expect(replyTo.safeParse(id).success).toBe(false);
      expect(appId.safeParse(id).success).toBe(false);
    }
  });
});

it('whatever comes is parsed or refused with faults, and never throws', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything({ maxDepth: 3 }),
        fc.jsonValue().map((value) => ({ ...smallest, next: value })),
      ),
      (value) => {
        const { error, success } = challengeRequest.safeParse(value);
        expect(success || faultsOf(error).length > 0).toBe(true);
      },
    ),
  ));
