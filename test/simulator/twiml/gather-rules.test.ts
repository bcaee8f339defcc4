import { expect, it } from 'vitest';
import { type GatherRules, requestsAction, takeKey } from '../../../simulator/twiml/gather-rules.ts';

const DEFAULT: GatherRules = {
  timeoutSeconds: 5,
  numDigits: null,
  finishOnKey: '#',
  actionOnEmptyResult: false,
  takesKeys: true,
};

/** Presses keys until the gather ends; what came of it. */
function pressing(rules: Partial<GatherRules>, keys: string): string {
  const all = { ...DEFAULT, ...rules };
  let digits = '';
  for (const key of keys) {
    const step = takeKey(all, digits, key);
    if (step.kind === 'ended') {
      return requestsAction(all, step.digits) ? `action "${step.digits}" by "${step.finishedOnKey}"` : 'goes on';
    }
    digits = step.digits;
  }
  return `collecting "${digits}"`;
}

it.each<[string, Partial<GatherRules>, string, string]>([
  ['a lone # makes no request by default', {}, '#', 'goes on'],
  ['# ends the digits and is not one of them', {}, '12#', 'action "12" by "#"'],
  [
    'without a finish key # is a digit, and one digit is submitted at once',
    { finishOnKey: null, numDigits: 1 },
    '#',
    'action "#" by ""',
  ],
  ['without a finish key and a number nothing ends it but silence', { finishOnKey: null }, '12#*', 'collecting "12#*"'],
  ['the last digit submits without a finish key', { numDigits: 4 }, '1234', 'action "1234" by ""'],
  ['the finish key may be another one', { finishOnKey: '*' }, '1#*', 'action "1#" by "*"'],
  [
    'a lone finish key is told when empty results are asked for',
    { actionOnEmptyResult: true },
    '#',
    'action "" by "#"',
  ],
  ['a finish key wins over the number of digits', { numDigits: 1 }, '#', 'goes on'],
])('%s', (_rule, rules, keys, outcome) => {
  expect(pressing(rules, keys)).toBe(outcome);
});

it('silence requests the action only when empty results are asked for', () => {
  expect(requestsAction(DEFAULT, '')).toBe(false);
  expect(requestsAction({ ...DEFAULT, actionOnEmptyResult: true }, '')).toBe(true);
});
