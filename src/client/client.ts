import { randomInt, randomUUID } from 'node:crypto';
import { partitionOf } from '../contract/names.ts';
import { type ChallengeRequestInput, challengeRequest } from '../contract/request.ts';
import { asker } from './asker.ts';
import { connect, type RedisAddress } from './connect.ts';
import type { Asked } from './hearing.ts';
import { startQuestions } from './questions.ts';
import { openRequestQueue } from './request-queue.ts';
import { hearResultHints } from './result-hints.ts';
import { readResultStreams } from './result-streams.ts';

export type { ClosedResult, ProgressResult } from '../contract/result.ts';
export type { Asked, ChallengeRequestInput, RedisAddress };

export interface ClientOptions {
  /** Where results are published for this client: one name per process. Default: a random one. */
  readonly replyTo?: string;
  /** How often results are read although nothing was heard, for pub/sub may lose messages. Default: 2000. */
  readonly readBackMs?: number;
  /** Told of lost connections; the client comes back by itself. */
  readonly onConnectionError?: (error: Error) => void;
}

export interface Client {
  /**
   * Asks for a challenge. Resolves once it is on the queue; whatever the gateway says, also a refusal, is its outcome.
   * Rejects within two seconds when Redis cannot be reached. It may have been asked all the same: the same `id` again is the
   * same challenge and rings nobody twice. `signal` ends the asking and the listening, not the challenge.
   */
  challenge(
    request: ChallengeRequestInput & { readonly id?: string },
    options?: { readonly signal?: AbortSignal },
  ): Promise<Asked>;
  /** Ends at once. Outcomes that are still awaited reject; the challenges themselves go on. */
  close(): void;
}

const graceMs = 30_000;

/** Connects an auth server to the gateway by way of Redis alone: two connections, however many challenges. */
export function createClient(address: RedisAddress, options: ClientOptions = {}): Client {
  const { replyTo: ownReplyTo = `client-${randomUUID()}`, readBackMs = 2_000, onConnectionError = () => {} } = options;
  const commands = connect(address, onConnectionError);
  const subscriber = connect(address, onConnectionError);
  const closing = new AbortController();
  const questions = startQuestions();
  const streams = readResultStreams({ redis: commands.redis, deliver: questions.hear });
  const hints = hearResultHints({
    connection: subscriber,
    onHint: (id) => void streams.read(partitionOf(id)),
    onGap: () => void streams.readAll(),
  });
  const ask = asker({ commands, queue: openRequestQueue(commands.redis), streams, hints, closing: closing.signal });

  const readBack = async (): Promise<void> => {
    await streams.readAll();
    questions.expire(performance.now());
    const open = questions.stillOpen();
    streams.keep(new Set(open.map(({ id }) => partitionOf(id))));
    hints.keep(new Set([ownReplyTo, ...open.map(({ replyTo }) => replyTo)]));
  };
  const timer = setInterval(() => void readBack(), readBackMs);

  return {
    async challenge({ id = randomUUID(), ...request }, { signal } = {}) {
      const { replyTo = ownReplyTo } = request;
      const question = questions.open(id, replyTo, performance.now() + patienceMs(request));
      const { hearing } = question;
      // The answer to the queue is the outcome, which is too late for the page: so the number is made here. Asked again, the
      // same challenge has the same one.
      if (asksForNumber(request)) question.matchNumber ??= request.matchNumber ?? twoDigits();
      const { matchNumber } = question;
      const shown = matchNumber === undefined ? {} : { matchNumber };
      if (!hearing.isOver()) await ask(id, { ...request, ...shown, replyTo }, signal);
      return { ...hearing.asked(id, signal), ...shown };
    },
    close() {
      clearInterval(timer);
      closing.abort(new Error('the client is closed'));
      questions.giveUpAll();
      commands.redis.disconnect();
      subscriber.redis.disconnect();
    },
  };
}

const asksForNumber = ({ method, next = [] }: ChallengeRequestInput): boolean =>
  [method, ...next.map((step) => step.method)].includes('match');

const twoDigits = (): string => String(randomInt(100)).padStart(2, '0');

/** A gateway closes every challenge when its lifetime ends; the grace is for how long that may take. */
function patienceMs({ lifetimeSeconds }: ChallengeRequestInput): number {
  const { data = 0 } = challengeRequest.shape.lifetimeSeconds.safeParse(lifetimeSeconds);
  return data * 1_000 + graceMs;
}
