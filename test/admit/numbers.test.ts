import { describe, expect, it } from 'vitest';
import { readNumbers } from '../../src/admit/numbers.ts';
import type { App } from '../../src/challenge/app.ts';
import { challengeRequest } from '../../src/contract/request.ts';
import { testApp } from '../support/apps.ts';

const read = (changes: Partial<App>, request: object) =>
  readNumbers(
    testApp(changes),
    challengeRequest.parse({ to: '+14155550100', channel: 'voice', method: 'pound', ...request }),
  );
const next = (to: string) => ({ next: [{ channel: 'sms', method: 'reply', afterSeconds: 0, to }] });

describe('a number', () => {
  it('is read for every step; one without its own has the first', () => {
    const steps = [
      { channel: 'sms', method: 'reply', afterSeconds: 0 },
      { channel: 'sms', method: 'reply', afterSeconds: 5, to: '+31612345678' },
    ];
    expect(read({}, { next: steps })).toEqual({
      numbers: ['+14155550100', '+14155550100', '+31612345678'],
      first: '+14155550100',
      country: 'US',
    });
  });
  it.each([{ to: '+442079460018' }, next('+442079460018')])(
    'of a country that the app does not allow is refused: %j',
    (request) => expect(read({}, request)).toBe('country-blocked'),
  );
  it.each([{ to: '+14155550100' }, next('+14155550199')])(
    'that begins as the app forbids is refused: %j',
    (request) => {
      expect(read({ blockedPrefixes: ['+1415555'] }, { to: '+13105550100', ...request })).toBe('number-blocked');
      expect(read({ blockedPrefixes: ['+1416'] }, request)).toMatchObject({ country: 'US' });
    },
  );
  it.each(['+1900555012', '+881612345678', 'no number'])(
    'that is none, premium or satellite is refused whatever the app says: %s',
    (to) => expect(read({ countries: new Set(['US', 'ZZ']) }, { to })).toBe('number-invalid'),
  );
});
