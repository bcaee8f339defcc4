import { expect, it } from 'vitest';
import { rememberLast } from '../../src/redis/remember-last.ts';

function counting(countMax: number) {
  const asked: string[] = [];
  const remembered = rememberLast(countMax, (text) => {
    asked.push(text);
    return `made of ${text}`;
  });
  return { asked, remembered };
}

it('what was asked of late is not made again, and is the same', () => {
  const { asked, remembered } = counting(2);
  expect(['one', 'two', 'one', 'two'].map(remembered)).toEqual([
    ...['made of one', 'made of two'],
    ...['made of one', 'made of two'],
  ]);
  expect(asked).toEqual(['one', 'two']);
});

it('the oldest make room, and what is still asked for stays', () => {
  const { asked, remembered } = counting(2);
  for (const text of ['one', 'two', 'three', 'one', 'four', 'one', 'two']) remembered(text);
  expect(asked).toEqual(['one', 'two', 'three', 'four', 'two']);
});

it('a long text is not kept', () => {
  const { asked, remembered } = counting(2);
  const long = 'x'.repeat(257);
  expect(remembered(long)).toBe(remembered(long));
  expect(asked).toHaveLength(2);
});
