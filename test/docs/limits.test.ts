import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Rate } from '../../src/challenge/app.ts';
import { usualFailuresPerDay, usualRates } from '../../src/challenge/policy.ts';

const page = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');
const rows = new Map(
  [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name = '', usual = '']) => [name, usual]),
);

it.each<[string, readonly Rate[]]>(Object.entries(usualRates))('docs/limits.md tells the usual %s', (name, rates) => {
  const days = (seconds: number) => (seconds === 86_400 ? 'in a day' : `in ${seconds.toLocaleString('en-US')} s`);
  const told = rates.map(({ count, seconds }) => `${count} ${days(seconds)}`).join(' and ');
  expect(rows.get(name)).toBe(told === '' ? 'none' : told);
});

it('docs/limits.md tells the usual failures of a day, and no limit that is none', () => {
  expect(rows.get('failuresPerDay')).toBe(String(usualFailuresPerDay));
  expect([...rows.keys()].sort()).toEqual([...Object.keys(usualRates), 'failuresPerDay'].sort());
});
