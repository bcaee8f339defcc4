import { randomInt } from 'node:crypto';
import { partitionOf } from '../contract/names.ts';
import type { ChallengeRequestInput } from '../contract/request.ts';
import { asker } from './asker.ts';
import { connect } from './connect.ts';
import { type Line, patienceMs } from './line.ts';
import { lookingBack } from './look-back.ts';
import { startQuestions } from './questions.ts';
import type { RedisAddress } from './redis-address.ts';
import { openRequestQueue } from './request-queue.ts';
import { hearResultHints } from './result-hints.ts';
import { readResultStreams } from './result-streams.ts';

interface Options {
  readonly replyTo: string;
  readonly readBackMs: number;
  readonly onConnectionError: (error: Error) => void;
}

/** Asks by the queue and hears by the streams: two connections, however many challenges. */
export function openRedisLine(address: RedisAddress, options: Options): Line {
  const { replyTo: ownReplyTo, readBackMs, onConnectionError } = options;
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

  const lookBack = lookingBack({ questions, streams });
  const readBack = async (): Promise<void> => {
    await streams.readAll();
    // If this fails it is done again the next time.
    await lookBack(performance.now()).catch(() => {});
    questions.expire(performance.now());
    const open = questions.stillOpen();
    streams.keep(new Set(open.map(({ id }) => partitionOf(id))));
    hints.keep(new Set([ownReplyTo, ...open.map(({ replyTo }) => replyTo)]));
  };
  const timer = setInterval(() => void readBack(), readBackMs);

  return {
    async ask(id, request, signal) {
      const { replyTo = ownReplyTo, app = 'default' } = request;
      const question = questions.open({ id, app, replyTo }, performance.now() + patienceMs(request));
      const { hearing } = question;
      // The answer to the queue is the outcome, which is too late for the page: so the number is made here. Asked again, the
      // same challenge has the same one.
      if (asksForNumber(request)) question.matchNumber ??= request.matchNumber ?? twoDigits();
      const { matchNumber } = question;
      const shown = matchNumber === undefined ? {} : { matchNumber };
      if (!hearing.isOver()) await ask(id, { ...request, ...shown, replyTo }, signal);
      return { hearing, ...shown };
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
