import { describe, expect, it } from 'vitest';
import type { Challenge } from '../../src/challenge/challenge.ts';
import { createRecent } from '../../src/redis/recent.ts';

const stored = (id: string, version: number) => ({ challenge: { id } as Challenge, version });

describe('what this process wrote last', () => {
  it('is remembered as it was written last', () => {
    const recent = createRecent();
    recent.put('a', stored('a', 1));
    recent.put('a', stored('a', 2));
    expect(recent.get('a')).toEqual(stored('a', 2));
    expect(recent.get('b')).toBeUndefined();
  });

  it('takes no more room than it was given: what was written last stays, and what was written again is not old', () => {
    const recent = createRecent(2);
    for (const id of ['a', 'b', 'c', 'd']) recent.put(id, stored(id, 1));
    recent.put('a', stored('a', 2));
    recent.put('e', stored('e', 1));
    expect(['a', 'b', 'c', 'd', 'e'].map((id) => recent.get(id)?.version)).toEqual([2, undefined, 1, 1, 1]);
    recent.put('f', stored('f', 1));
    expect(['a', 'c', 'd', 'e', 'f'].map((id) => recent.get(id)?.version)).toEqual([2, undefined, undefined, 1, 1]);
  });

  it('never gives what was written before, though two generations have it', () => {
    const recent = createRecent(1);
    recent.put('a', stored('a', 1));
    recent.put('b', stored('b', 1));
    recent.put('a', stored('a', 2));
    expect(recent.get('a')).toEqual(stored('a', 2));
    recent.found('a', 1);
    expect(recent.get('a')).toBeUndefined();
  });

  it('counts no more once Redis turns out to have something older, or nothing', () => {
    const recent = createRecent();
    for (const found of [2, 3]) {
      recent.put('a', stored('a', 2));
      recent.found('a', found);
      expect(recent.get('a')).toEqual(stored('a', 2));
    }
    for (const found of [1, 0]) {
      recent.put('a', stored('a', 2));
      recent.found('a', found);
      expect(recent.get('a')).toBeUndefined();
    }
    recent.found('b', 1);
    expect(recent.get('b')).toBeUndefined();
  });
});
