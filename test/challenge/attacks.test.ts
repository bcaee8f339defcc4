/** What machines can play into a call: silence, lone tones, and every loop of one, two and three keys. */
import { describe, expect, it } from 'vitest';
import { type GatherRules, takeKey } from '../../simulator/twiml/gather-rules.ts';
import { readDocument } from '../../simulator/twiml/read-document.ts';
import { callScript } from '../../src/challenge/call-script.ts';
import type { Challenge, OpenChallenge, Step } from '../../src/challenge/challenge.ts';
import type { Command } from '../../src/challenge/command.ts';
import { decide } from '../../src/challenge/decide.ts';
import { evolve } from '../../src/challenge/evolve.ts';
import { keyedAnswer } from '../../src/challenge/press.ts';
import { callTwiml, readKey } from '../../src/providers/twilio-dialect.ts';
import { pickUp, withNonce } from './commands.ts';
import { fenced, sidOf } from './facts.ts';
import { at, challenge, code, happened, match, pin, pound, spokenCode } from './given.ts';

const keys = [...'0123456789*#'];
const loops = [
  ...keys,
  ...keys.flatMap((a) => keys.map((b) => a + b)),
  ...keys.flatMap((a) => keys.flatMap((b) => keys.map((c) => a + b + c))),
];
const rulesBySize = new Map<number, GatherRules>();

/** The rules of the gather that this script becomes, as the simulator reads our TwiML. */
function rulesOf(script: Extract<ReturnType<typeof callScript>, { next: 'ask' }>): GatherRules {
  const known = rulesBySize.get(script.keysMax);
  if (known !== undefined) return known;
  const read = readDocument(callTwiml(script, 'https://poundkey.example', { id: 'c', attempt: 0, nonce: 'n' }));
  const gather = read.ok ? read.verbs.find(({ verb }) => verb === 'Gather') : undefined;
  if (gather?.verb !== 'Gather') throw new Error('no gather');
  rulesBySize.set(script.keysMax, gather.rules);
  return gather.rules;
}

interface Ending {
  readonly end: Challenge;
  /** Whether the code was said, to whoever it was. */
  readonly heardCode: boolean;
}

/** Plays the loop into the call until it ends. `pinOf` says what the PIN is, for nobody hashes a million times here. */
function play(loop: string, open: OpenChallenge, pinOf = '', nonce = 'nonce-0'): Ending {
  let state = happened(open, fenced(0, nonce));
  let heardCode = false;
  let played = 0;
  let command: Command = withNonce(nonce, pickUp());
  for (let turns = 0; turns < 30; turns++) {
    const decision = decide(state, command, at(20));
    if (typeof decision === 'string') throw new Error(decision);
    state = decision.reduce(evolve, state);
    const script = callScript(state, 0, { name: 'Payroll' });
    if (script.next === 'hang-up') break;
    heardCode ||= script.question.includes([...code].join(', '));
    const press = listen(rulesOf(script), script.turn);
    const answer = keyedAnswer(state, press);
    const right = answer?.ask === 'match' ? answer.matchNumber : pinOf;
    command = answer === undefined ? press : { ...press, verdict: answer.keyed === right ? 'right' : 'wrong' };
  }
  return { end: state, heardCode };

  /** What one gather takes of the loop, as Twilio tells it. */
  function listen(rules: GatherRules, turn: number): Extract<Command, { type: 'press-key' }> {
    let [digits, finishedOnKey] = ['', ''];
    for (let taken = 0; loop !== '' && taken < 40; taken++) {
      const step = takeKey(rules, digits, loop[played++ % loop.length] ?? '');
      digits = step.digits;
      if (step.kind !== 'ended') continue;
      finishedOnKey = step.finishedOnKey;
      break;
    }
    const ref = { id: 'c', attempt: 0, nonce };
    const form = { CallSid: `CA${'0'.repeat(32)}`, Digits: digits, FinishedOnKey: finishedOnKey };
    const read = readKey(ref, turn, form);
    if (read === undefined) throw new Error(`our own gather gave ${digits}`);
    return { ...read, sid: sidOf(0) };
  }
}

const approved = ({ end }: Ending): boolean => end.status === 'approved';
const share = (count: number, of: number): number => Number(((100 * count) / of).toFixed(2));
const asking = (step: Step, secrets: Partial<OpenChallenge['secrets']> = {}): OpenChallenge => {
  const open = challenge([step]);
  return { ...open, secrets: { ...open.secrets, ...secrets } };
};

describe('silence', () => {
  it.each([pound(), match(), pin(), spokenCode()])('approves nothing: $method', (step) => {
    const ending = play('', asking(step));
    expect(ending).toMatchObject({ heardCode: false, end: { status: 'failed', reason: 'no-input' } });
  });
});

describe('every loop of one to three keys', () => {
  it('approves a match where the loop is the number itself, and by no other luck: 0.15 % of loops and numbers', () => {
    const numbers = Array.from({ length: 20 }, (_, n) => String((n * 7) % 100).padStart(2, '0'));
    const hits = loops.map((loop) =>
      numbers.filter((matchNumber) => approved(play(loop, asking(match(), { matchNumber })))),
    );
    expect(Math.max(...hits.map(({ length }) => length))).toBe(1);
    // The two digits and the pound key, begun anywhere; but 0 and # report fraud before they are anybody's last digit.
    expect(share(hits.flat().length, loops.length * numbers.length)).toBe(0.15);
    for (const [index, [number]] of hits.entries())
      if (number !== undefined) expect((loops[index] ?? '').repeat(2)).toContain(`${number}#`);
  });

  it.each(['2580', '0000', '1111', '123456', '258'])('approves no PIN of three digits or more: %s', (right) => {
    expect(loops.filter((loop) => approved(play(loop, asking(pin()), right)))).toEqual([]);
  });

  it('approves no code, which is not keyed at all; but one loop in six hears it: a digit is guessed in two tries', () => {
    const endings = loops.map((loop, index) => play(loop, asking(spokenCode()), '', `nonce-${index}`));
    expect(endings.filter(approved)).toEqual([]);
    expect(share(endings.filter(({ heardCode }) => heardCode).length, loops.length)).toBe(17.52);
    // A tone that is always the same has two tries of nine: 21 %.
    const lone = Array.from({ length: 900 }, (_, n) =>
      play(String((n % 9) + 1), asking(spokenCode()), '', `nonce-${n}`),
    );
    expect(share(lone.filter(({ heardCode }) => heardCode).length, lone.length)).toBeCloseTo(21, -1);
  });

  it('approves a pound call wherever a # comes in time, a fifth of them all: which is why match is the better method', () => {
    const hits = loops.filter((loop) => approved(play(loop, asking(pound()))));
    expect(hits).toContain('#');
    expect(share(hits.length, loops.length)).toBe(20.59);
    for (const hit of hits) expect(hit).toContain('#');
  });
});
