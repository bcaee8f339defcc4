import { describe, expect, test } from 'vitest';
import { readHeard, resultLine } from '../../src/cli/result-line.ts';

const result = {
  ...{ v: 1, id: 'sign-in-1', channel: 'voice', method: 'pound', app: 'default', subject: 'user-42', metadata: {} },
  ...{ at: '2026-11-22T10:00:00.000Z', type: 'challenge.closed', status: 'approved', reason: 'pound-pressed' },
};
const plain = (_style: unknown, text: string): string => text;
const lineOf = (value: object): string => {
  const heard = readHeard(JSON.stringify(value));
  return heard === undefined ? 'not read' : resultLine(heard.value, plain);
};

describe('resultLine', () => {
  test('tells when, how, why, by what way, for whom', () => {
    expect(lineOf(result).split(/ {2,}/)).toEqual([
      ...['2026-11-22T10:00:00.000Z', 'approved', 'pound-pressed', 'voice pound', 'default', 'user-42', 'sign-in-1'],
    ]);
  });

  test('keeps the columns of a step, which has no reason', () => {
    const step = lineOf({ ...result, type: 'challenge.progress', status: 'ringing', reason: undefined });
    expect(step.indexOf('voice pound')).toBe(lineOf(result).indexOf('voice pound'));
  });

  test('shows neither numbers nor control characters that an auth server put into a subject', () => {
    expect(lineOf({ ...result, subject: '+14155550100' })).not.toContain('415555');
    expect(lineOf({ ...result, subject: 'a\u001b[2Jb' })).toContain('a·[2Jb');
  });

  test('stands a request without channel and method', () => {
    const { channel: _, method: __, ...bare } = { ...result, status: 'failed', reason: 'invalid-request' };
    expect(lineOf(bare)).toMatch(/invalid-request +- +default/);
  });
});

describe('readHeard', () => {
  test('keeps what a newer gateway adds', () => {
    expect(readHeard(JSON.stringify({ ...result, news: 1 }))?.value).toMatchObject({ news: 1 });
  });

  test.each(['', 'no json', '[]', 'null', '{"type":"challenge.closed"}'])('takes %j for no result', (message) => {
    expect(readHeard(message)).toBeUndefined();
  });
});
