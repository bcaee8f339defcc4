import type { Asked, Client } from '../client/client.ts';
import type { ChallengeRequestInput } from '../contract/request.ts';
import type { ClosedResult, OutcomeStatus } from '../contract/result.ts';
import { type Command, Unable, type Values } from './command.ts';
import { maskNumber } from './mask.ts';
import { redisAddressIn } from './redis-url.ts';
import { readRequest, sendOptions } from './send-request.ts';
import { outcomeLine, type Step, stepLine } from './step-lines.ts';
import type { Terminal } from './terminal.ts';

const codeByStatus: Readonly<Record<OutcomeStatus, number>> = {
  approved: 0,
  denied: 3,
  failed: 4,
  expired: 5,
  canceled: 6,
};
const leftCode = 130;
/** A gateway that is there has said something by then. */
const silenceMs = 5_000;

/** `poundkey send`: asks one phone and shows what happens, step by step. */
export const send: Command = {
  name: 'send',
  about: 'asks a phone whether it is really them, and shows each step until the outcome',
  examples: [
    ['npx poundkey send --to +14155550100', 'Call, and wait for #.'],
    [
      'npx poundkey send --to +14155550100 --channel sms --method reply',
      'Text a code, and wait until it is sent back.',
    ],
    [
      'npx poundkey send --to +14155550100 --action "sign in to Payroll" --json',
      'For scripts: if this succeeds, it was approved.',
    ],
  ],
  options: sendOptions,
  settings: [['REDIS_URL', 'Where Redis is, such as redis://127.0.0.1:6379. Needed.']],
  exits: [
    [0, 'approved'],
    [1, 'it could not be asked, or no outcome was heard'],
    [3, 'denied: fraud reported, or a wrong answer'],
    [4, 'failed: busy, no answer, undelivered, blocked …'],
    [5, 'expired'],
    [6, 'canceled'],
    [leftCode, 'left by Ctrl-C; the challenge itself goes on'],
  ],
  async run(values, terminal) {
    const request = readRequest(values);
    const address = redisAddressIn(terminal.env);
    const { createClient } = await import('../client/client.ts');
    const client = createClient(address);
    const leave = () => client.close();
    terminal.leaving.addEventListener('abort', leave, { once: true });
    if (terminal.leaving.aborted) leave();
    try {
      return await ask(client, request, values, terminal);
    } finally {
      terminal.leaving.removeEventListener('abort', leave);
      client.close();
    }
  },
};

async function ask(
  client: Client,
  request: ChallengeRequestInput & { readonly id?: string },
  values: Values,
  terminal: Terminal,
): Promise<number> {
  const { err, out, paint, paintErr, leaving } = terminal;
  const json = values['json'] === true;
  const startedAt = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedAt);
  const steps: Step[] = [];
  let silence: NodeJS.Timeout | undefined;
  try {
    const asked = await client.challenge(request);
    if (!json) {
      err(paintErr('dim', introduction(request, asked)));
      if (asked.matchNumber !== undefined) err(`The number to key is ${asked.matchNumber}, then #.`);
      silence = setTimeout(() => err(paintErr('yellow', nobodyThere)), silenceMs);
    }
    for await (const { status, at, channel = request.channel } of asked.progress) {
      clearTimeout(silence);
      const step = { status, elapsedMs: elapsedMs(), at };
      steps.push(step);
      if (json) continue;
      out(stepLine(step, channel, paint));
      if (request.method === 'code' && status === 'sent') err(paintErr('dim', codeHint(asked)));
    }
    const outcome = await asked.outcome;
    out(
      json ? JSON.stringify({ ...outcome, elapsedMs: elapsedMs(), steps }) : outcomeLine(outcome, elapsedMs(), paint),
    );
    if (!json) for (const line of faultLines(outcome)) err(line);
    return codeByStatus[outcome.status];
  } catch (error) {
    if (!leaving.aborted) throw new Unable(error instanceof Error ? error.message : String(error));
    err(paintErr('yellow', 'Left. The challenge goes on until it is answered or its time is over.'));
    return leftCode;
  } finally {
    clearTimeout(silence);
  }
}

const introduction = ({ to, channel, method }: ChallengeRequestInput, { id }: Asked): string =>
  `Asking ${maskNumber(to)} by ${channel}, method ${method}. Challenge ${id}`;

const nobodyThere = 'Nothing yet. Is a gateway with the role workers running on this Redis? npx poundkey readyz tells.';

const codeHint = ({ id }: Asked): string =>
  `The person now types the code at the auth server, which sends it to POST /v1/challenges/${id}/check`;

/** What the gateway found wrong with a request that was right for us: it may be older or newer. */
const faultLines = ({ errors = [] }: ClosedResult): string[] =>
  errors.map(({ path, message }) => `  ${path}: ${message}`);
