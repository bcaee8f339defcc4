import { describe, expect, it } from 'vitest';
import { completed } from '../../src/admit/completed.ts';
import { testApp } from '../support/apps.ts';

const app = testApp({ locale: 'nl-NL', lifetimeSeconds: 60, way: { channel: 'voice', method: 'match' } });

describe('what a request does not say', () => {
  it('its app says', () =>
    expect(completed({ to: '+1' }, app)).toEqual({
      ...{ to: '+1', locale: 'nl-NL', lifetimeSeconds: 60, channel: 'voice', method: 'match' },
    }));
  it('and what it says stays', () => {
    const whole = { locale: 'de', lifetimeSeconds: 90, channel: 'sms', method: 'code' };
    expect(completed(whole, app)).toEqual(whole);
  });
  it.each([
    [{ channel: 'voice' }, { channel: 'voice', method: 'match' }],
    [{ method: 'match' }, { channel: 'voice', method: 'match' }],
  ])('is the other half of a way that fits: %j', (asked, way) => expect(completed(asked, app)).toMatchObject(way));
  it.each([{ channel: 'sms' }, { method: 'code' }, { channel: 'fax' }])(
    'is not guessed where it does not fit: %j',
    (asked) => {
      const rest = { locale: 'nl-NL', lifetimeSeconds: 60 };
      expect(completed(asked, app)).toEqual({ ...rest, ...asked });
      expect(completed(asked, testApp())).toEqual({ locale: 'en-US', lifetimeSeconds: 180, ...asked });
    },
  );
  it.each([null, 'text', 7, ['a']])('is nothing where nothing is said: %j', (asked) =>
    expect(completed(asked, app)).toBe(asked),
  );
});
