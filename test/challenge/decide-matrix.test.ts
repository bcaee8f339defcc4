import { expect, it } from 'vitest';
import type { Challenge } from '../../src/challenge/challenge.ts';
import type { Command } from '../../src/challenge/command.ts';
import { decide } from '../../src/challenge/decide.ts';
import {
  again,
  begin,
  cancel,
  check,
  machine,
  over,
  pickUp,
  press,
  progress,
  recordBusy,
  recordFailed,
  recordPlaced,
  recordUnknown,
  text,
  wakeUp,
} from './commands.ts';
import { answered, byText, closed, ended, fenced, placed, queued } from './facts.ts';
import { at, challenge, code, type Fact, happened, pound, reply } from './given.ts';

/** A call in every status it can have, beside a text that was delivered, so that the call alone closes nothing. */
const inStatus = (...facts: Fact[]) =>
  happened(challenge([pound(), reply()]), fenced(1), placed('delivered', 1), ...facts);
const canceled = [
  ended('by-app', 0),
  ended('by-app', 1),
  closed({ status: 'canceled', reason: 'by-app' }, byText('reply')),
];
const statuses: Readonly<Record<string, Challenge>> = {
  queued: inStatus(),
  postponed: inStatus(fenced(), queued(0, 'voice', 1, 60_000)),
  sending: inStatus(fenced()),
  sent: inStatus(fenced(), placed('sent')),
  ringing: inStatus(fenced(), placed('ringing')),
  answered: inStatus(fenced(), answered()),
  ended: inStatus(fenced(), placed('ringing'), ended('busy')),
  closed: inStatus(fenced(), placed('ringing'), ...canceled),
};

const commands: Readonly<Record<string, Command>> = {
  begin: begin(),
  placed: recordPlaced(),
  refused: recordFailed('provider-refused'),
  busy: recordBusy(),
  unknown: recordUnknown(),
  sent: progress('sent'),
  ringing: progress('ringing'),
  over: over('no-answer'),
  machine: machine(),
  pickUp: pickUp(),
  pound: press('#'),
  zero: press('0'),
  wrong: press('7'),
  reply: text(code),
  wrongly: text('111111'),
  check: check(code),
  again: again(),
  cancel,
  wake: wakeUp,
};

// The facts that a command gives, or why it is refused. `close` is the end of everything, with whatever ends with it.
const table = `
         queued          postponed         sending           sent              ringing           answered          ended          closed
begin    sending         attempt-under-way attempt-under-way attempt-under-way attempt-under-way attempt-under-way attempt-ended  challenge-closed
placed   attempt-unknown attempt-unknown   placed            nothing-new       nothing-new       nothing-new       attempt-ended  challenge-closed
refused  attempt-unknown attempt-unknown   ended             nothing-new       nothing-new       nothing-new       attempt-ended  challenge-closed
busy     nothing-new     nothing-new       queued            nothing-new       nothing-new       nothing-new       nothing-new    challenge-closed
unknown  nothing-new     nothing-new       lookup-due        nothing-new       nothing-new       nothing-new       nothing-new    challenge-closed
sent     attempt-unknown attempt-unknown   placed            nothing-new       nothing-new       nothing-new       attempt-ended  challenge-closed
ringing  attempt-unknown attempt-unknown   placed            placed            nothing-new       nothing-new       attempt-ended  challenge-closed
over     attempt-unknown attempt-unknown   ended             ended             ended             ended             attempt-ended  challenge-closed
machine  attempt-unknown attempt-unknown   ended             ended             ended             ended             attempt-ended  challenge-closed
pickUp   attempt-unknown attempt-unknown   call-answered     call-answered     call-answered     nothing-new       attempt-ended  challenge-closed
pound    attempt-unknown attempt-unknown   stale-turn        stale-turn        stale-turn        close             attempt-ended  challenge-closed
zero     attempt-unknown attempt-unknown   stale-turn        stale-turn        stale-turn        turn-taken        attempt-ended  challenge-closed
wrong    attempt-unknown attempt-unknown   stale-turn        stale-turn        stale-turn        key-refused       attempt-ended  challenge-closed
reply    close           close             close             close             close             close             close          reply-late
wrongly  code-refused    code-refused      code-refused      code-refused      code-refused      code-refused      code-refused   reply-late
check    close           close             close             close             close             close             close          challenge-closed
again    resend-too-early resend-too-early resend-too-early resend-too-early resend-too-early resend-too-early resend-too-early challenge-closed
cancel   close           close             close             close             close             close             close          challenge-closed
wake     not-due         not-due           not-due           not-due           not-due           not-due           not-due        challenge-closed
`;

const [head = [], ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

it('the table has every command and every status', () => {
  expect(head).toEqual(Object.keys(statuses));
  expect(rows.map(([name]) => name)).toEqual(Object.keys(commands));
});

it.each(
  rows.flatMap(([command = '', ...cells]) => cells.map((cell, column) => [command, head[column] ?? '', cell] as const)),
)('%s for a call that is %s: %s', (command, status, expected) => {
  const decision = decide(statuses[status] as Challenge, commands[command] as Command, at(5));
  if (typeof decision === 'string') return expect(decision).toBe(expected);
  const facts = decision.map(({ type }) => type.replace('attempt-', ''));
  expect(facts.at(-1) === 'challenge-closed' ? 'close' : facts.join(' ')).toBe(expected);
});
