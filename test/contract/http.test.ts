import { describe, expect, it } from 'vitest';
import { challengeView, checkAnswer, checkBody, problem, waitSeconds } from '../../src/contract/http.ts';

describe('a code to check', () => {
  it.each([
    ['561166', '561166'],
    [' 561166\n', '561166'],
    ['k7qx', 'k7qx'],
  ])('%j is %j', (code, read) => expect(checkBody.parse({ code })).toEqual({ code: read }));
  it.each([
    {},
    { code: 561166 },
    { code: '' },
    { code: ' ' },
    { code: 'x'.repeat(33) },
    { code: '1', id: 'x' },
    null,
    '561166',
  ])('%j is none', (body) => expect(checkBody.safeParse(body).success).toBe(false));
});

describe('how long a read waits', () => {
  it.each([
    ['0', 0],
    ['30', 30],
    ['60', 60],
  ])('%s', (text, seconds) => expect(waitSeconds.parse(text)).toBe(seconds));
  it.each(['-1', '61', '1.5', 'long', 'NaN', 'Infinity', '30s', ['30', '30'], {}])('is not %j', (text) =>
    expect(waitSeconds.safeParse(text).success).toBe(false),
  );
});

describe('the shapes of answers', () => {
  const view = {
    id: 'challenge-1',
    status: 'ringing',
    channel: 'voice',
    method: 'pound',
    to: '+1••••••0100',
    createdAt: '2026-11-22T10:00:00.000Z',
    expiresAt: '2026-11-22T10:03:00.000Z',
    attempts: [{ channel: 'voice', method: 'pound', status: 'ringing', at: '2026-11-22T10:00:01.000Z' }],
  };
  it('of a challenge that is open', () => expect(challengeView.parse(view)).toEqual(view));
  it('of one that is closed', () => {
    const closed = { ...view, status: 'denied', reason: 'wrong-code', closedAt: view.expiresAt, triesLeft: 0 };
    expect(challengeView.parse(closed)).toEqual(closed);
  });
  it('never show what the view does not have', () =>
    expect(challengeView.parse({ ...view, secrets: { code: '561166' }, salt: 'x' })).toEqual(view));
  it('of a check never count tries below zero', () => {
    expect(checkAnswer.safeParse({ status: 'open', triesLeft: 0 }).success).toBe(true);
    expect(checkAnswer.safeParse({ status: 'open', triesLeft: -1 }).success).toBe(false);
  });
  it('of a problem, with every fault of a body', () => {
    const invalid = {
      type: 'about:blank',
      title: 'The request is not valid',
      status: 422,
      detail: '2 fields are at fault',
      code: 'invalid-request',
      errors: [
        { path: 'to', message: 'missing' },
        { path: 'next.0.method', message: 'voice has the methods pound' },
      ],
    };
    expect(problem.parse(invalid)).toEqual(invalid);
  });
});
