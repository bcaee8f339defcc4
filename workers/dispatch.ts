import { performance } from 'node:perf_hooks';
import { type Advancing, advance } from '../src/advance.ts';
import type { App, Apps } from '../src/challenge/app.ts';
import {
  type Attempt,
  type Channel,
  extensionOf,
  isOpen,
  numberOf,
  type OpenChallenge,
} from '../src/challenge/challenge.ts';
import type { Command } from '../src/challenge/command.ts';
import type { Job } from '../src/challenge/jobs.ts';
import { type Phone, readPhone } from '../src/challenge/phone.ts';
import { dialDeadlineMs, ringSeconds, validitySeconds } from '../src/challenge/policy.ts';
import { challengeText } from '../src/challenge/wording.ts';
import type { CallbackRef, Handler, Placement, Provider, Random, Stored } from '../src/ports.ts';

export interface Dispatching extends Advancing {
  readonly provider: Provider;
  readonly random: Random;
  readonly apps: Apps;
}

/**
 * Places one call or sends one text, once. The queue may run this job again after a crash, so the fence decides: of all
 * runs, the one whose `begin-attempt` is committed asks the provider, soon after or not at all, and never a second time.
 */
export function dispatch(deps: Dispatching): Handler {
  return async ({ data }) => {
    const { id, attempt, round } = data as Extract<Job, { type: 'dispatch' }>;
    const nonce = deps.random.token(16);
    const asked = performance.now();
    const fenced = await advance(deps, id, { type: 'begin-attempt', attempt, round, nonce });
    if (fenced.kind !== 'advanced') return;
    await goOn(deps)({ stored: fenced.stored, attempt, nonce, asked });
  };
}

/** An attempt whose fence, with this nonce, has just been committed. */
export interface Fenced {
  readonly stored: Stored;
  readonly attempt: number;
  readonly nonce: string;
  /** On this process's monotonic clock, before the fence was written. */
  readonly asked: number;
}

/** What is behind the fence: asks the provider, once, and records what came of it. */
export function goOn(deps: Dispatching): (fenced: Fenced) => Promise<void> {
  return async ({ stored, attempt, nonce, asked }) => {
    const { challenge } = stored;
    const state = challenge.attempts[attempt];
    if (!isOpen(challenge) || state?.status !== 'sending') return;
    const ref = { id: challenge.id, attempt, nonce };
    const placement = await place(deps, { challenge, state, ref, asked });
    await record(deps, ref, placement, stored);
  };
}

interface Placing {
  readonly challenge: OpenChallenge;
  readonly state: Attempt;
  readonly ref: CallbackRef;
  readonly asked: number;
}

async function place(deps: Dispatching, { challenge, state, ref, asked }: Placing): Promise<Placement> {
  const { provider, clock, apps } = deps;
  const to = numberOf(challenge, state.step);
  if (to === undefined) throw new Error('a step has lost its number');
  const remainingMs = challenge.expiresAt - clock.now();
  // A process that slept since the fence no longer knows what others concluded from it: it must not dial any more. It has
  // not dialled either, so if nobody has concluded anything yet a new fence may be set.
  if (performance.now() - asked > dialDeadlineMs || remainingMs <= 0) return { kind: 'busy', retryAfterMs: 0 };
  const app = apps.orDefault(challenge.app);
  const from = senderFor(app, state.channel, to);
  if (state.channel === 'voice') {
    return await provider.call({
      to,
      ref,
      ringSeconds: ringSeconds(remainingMs),
      ...switchboard(app, extensionOf(challenge, state.step)),
      ...(from !== undefined && { from }),
    });
  }
  const seconds = validitySeconds(remainingMs);
  const body = challengeText(challenge, state.method === 'reply' ? 'reply' : 'code', app, seconds);
  return await provider.text({ to, ref, body, validitySeconds: seconds, ...(from !== undefined && { from }) });
}

/** What the provider has to dial through a switchboard, or that it need not: the call itself will ask for the person. */
function switchboard({ extensions }: App, extension: string | undefined) {
  if (extension === undefined) return {};
  const { by, secondsBefore } = extensions;
  return by === 'words' ? { isSwitchboard: true } : { extension: 'W'.repeat(secondsBefore) + extension };
}

/** Which of the app's own numbers calls or texts this one; most apps have none. */
function senderFor({ callFrom, textFrom }: App, channel: Channel, to: Phone): string | undefined {
  const own = channel === 'voice' ? callFrom : textFrom;
  if (Object.keys(own).length === 0) return undefined;
  const verdict = readPhone(to);
  return (verdict.kind === 'phone' ? own[verdict.country] : undefined) ?? own['default'];
}

/** A callback may have told already; then this is nothing new. */
async function record(deps: Dispatching, ref: CallbackRef, placement: Placement, from: Stored): Promise<void> {
  const { id, attempt, nonce } = ref;
  // One that was placed is told of by what it did to the challenge.
  if (placement.kind !== 'placed')
    deps.log.info({ challengeId: id, attempt, placement: placement.kind }, 'call or text not placed');
  await advance(deps, id, commandOf({ attempt, nonce }, placement), from);
}

function commandOf(about: { attempt: number; nonce: string }, placement: Placement): Command {
  switch (placement.kind) {
    case 'placed':
      return { type: 'record-placed', ...about, sid: placement.sid };
    case 'failed':
      return { type: 'record-failed', ...about, reason: placement.reason };
    case 'busy':
      return { type: 'record-busy', ...about, retryAfterMs: placement.retryAfterMs };
    case 'unknown':
      return { type: 'record-unknown', ...about };
    default:
      throw placement satisfies never;
  }
}
