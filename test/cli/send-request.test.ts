import { describe, expect, test } from 'vitest';
import { UsageError, type Values } from '../../src/cli/command.ts';
import { readRequest } from '../../src/cli/send-request.ts';
import { challengeRequest } from '../../src/contract/request.ts';

const to = '+14155550100';

function faultsOf(values: Values): readonly string[] {
  try {
    readRequest(values);
  } catch (error) {
    if (error instanceof UsageError) return error.lines;
    throw error;
  }
  return [];
}

describe('readRequest', () => {
  test('needs nothing but a number: it is called and asked for #', () => {
    expect(readRequest({ to })).toEqual({ to, channel: 'voice', method: 'pound' });
  });

  test('takes a text for one that is replied to, since a code is typed elsewhere', () => {
    expect(readRequest({ to, channel: 'sms' })).toEqual({ to, channel: 'sms', method: 'reply' });
  });

  test('makes a request that the contract takes of every option', () => {
    const { id, ...request } = readRequest({
      ...{ to: '4155550100', country: 'US', extension: 'ww12', locale: 'nl-NL', app: 'payroll', subject: 'user-42' },
      ...{ lifetime: '60', action: 'sign in', id: 'sign-in-1', json: true },
    });
    expect(id).toBe('sign-in-1');
    expect(challengeRequest.parse(request)).toMatchObject({
      country: 'US',
      lifetimeSeconds: 60,
      context: { action: 'sign in' },
      app: 'payroll',
    });
  });

  test('names every fault by its option, in words for people', () => {
    expect(
      faultsOf({
        to: '1',
        channel: 'fax',
        method: 'pound',
        lifetime: 'long',
        app: 'x y',
        id: '12345678',
        action: 'a\u0007',
      }),
    ).toEqual([
      '--to must have 3 characters or more',
      '--channel must be voice or sms',
      '--app must be 1 to 64 letters, digits, _, . or -',
      '--lifetime must be a whole number',
      '--action must not contain control or direction-changing characters',
      '--id must not be only digits',
    ]);
    expect(faultsOf({ to, lifetime: '5' })).toEqual(['--lifetime must be 30 or more']);
    expect(faultsOf({ to, lifetime: '6000' })).toEqual(['--lifetime must be 600 or less']);
    expect(faultsOf({ to, channel: 'sms', method: 'pound' })).toEqual(['--method must be code, reply for sms']);
    expect(faultsOf({})).toEqual(['Who is to be asked? --to +14155550100']);
  });
});
