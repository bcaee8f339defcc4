/**
 * Everything that is said and texted, one file per language, to be read by somebody who speaks it. A change of words shows
 * as a change of the file.
 */
import { expect, it } from 'vitest';
import { callScript } from '../../src/challenge/call-script.ts';
import type { OpenChallenge, Prompt, Step } from '../../src/challenge/challenge.ts';
import type { Outcome } from '../../src/challenge/outcome.ts';
import { challengeText, wordingFor } from '../../src/challenge/wording.ts';
import { answered, asked, closed, ended, fenced } from './facts.ts';
import { challenge, code, happened, match, pin, pound, reply, spokenCode, textedCode } from './given.ts';

const asks: readonly [Step, readonly Prompt['ask'][]][] = [
  [pound(), ['approve', 'confirm-fraud']],
  [match(), ['match']],
  [pin(), ['pin']],
  [spokenCode(), ['digit', 'code', 'code-spoken']],
];
const leads: Readonly<Partial<Record<Prompt['ask'], readonly Prompt['lead'][]>>> = {
  approve: ['greeting', 'silence', 'wrong-key'],
  match: ['greeting', 'wrong-answer', 'nothing-keyed', 'unfinished'],
  pin: ['greeting', 'wrong-answer', 'nothing-keyed'],
  code: ['greeting', 'wrong-key'],
};
const endings: readonly Outcome[] = [
  { status: 'approved', reason: 'pound-pressed' },
  { status: 'denied', reason: 'fraud-reported' },
  { status: 'denied', reason: 'wrong-key' },
  { status: 'denied', reason: 'wrong-number' },
  { status: 'denied', reason: 'wrong-pin' },
  { status: 'failed', reason: 'rate-limited' },
  { status: 'failed', reason: 'no-input' },
  { status: 'canceled', reason: 'by-app' },
];

function saidIn(locale: string): string[] {
  const of = (step: Step): OpenChallenge => challenge([step], { locale });
  const questions = asks.flatMap(([step, prompts]) =>
    prompts.flatMap((ask) =>
      (leads[ask] ?? ['greeting']).map((lead) => {
        const script = callScript(happened(of(step), fenced(), answered(0, ask), asked(2, ask, lead)), 0, {
          name: 'Acme',
        });
        const question = script.next === 'ask' ? ` | ${script.question}` : '';
        return `call, ${step.method}, ${ask}, ${lead}: ${script.say}${question}`;
      }),
    ),
  );
  const lastWords = endings.map((outcome) => {
    const over = happened(of(pound()), fenced(), answered(), ended(outcome.reason as never), closed(outcome));
    return `call, over, ${outcome.reason}: ${callScript(over, 0, { name: 'Acme' }).say}`;
  });
  const texts = [textedCode(), reply()].flatMap((step) =>
    ['Acme', '東京銀行'].map(
      (name) =>
        `text, ${step.method}: ${challengeText(of(step), step.method === 'reply' ? 'reply' : 'code', { name }, 180)}`,
    ),
  );
  const { connectMe } = wordingFor(locale).call;
  const { wrongReply, denied, late } = wordingFor(locale).text;
  return [
    `call, switchboard: ${connectMe('4, 0, 1, 2')}`,
    ...questions,
    ...lastWords,
    ...texts,
    `text, wrong reply: ${wrongReply}`,
    `text, denied: ${denied('Acme')}`,
    `text, late: ${late('Acme')}`,
  ];
}

it.each(['de', 'en', 'es', 'fr', 'nl'])('is what was read and found good: %s', async (locale) => {
  const said = saidIn(locale);
  expect(said.join('\n')).toContain([...code].join(', '));
  await expect(`${said.join('\n')}\n`).toMatchFileSnapshot(`golden/${locale}.txt`);
});
