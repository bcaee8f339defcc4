/**
 * The control: workers as the product's, but for the fence. It lives here only; the product has no such switch. A harness
 * that sees nobody rung twice with this one would see nothing with any.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import { createTurns } from '../../src/advance/turns.ts';
import { appsOf } from '../../src/challenge/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { Consume, Store } from '../../src/ports.ts';
import { createTwilio } from '../../src/providers/twilio.ts';
import { consume as consumeQueue } from '../../src/queue/consume.ts';
import { openDelayedRequests } from '../../src/queue/delayed.ts';
import { createQueue } from '../../src/queue/queue.ts';
import { createRedisClock } from '../../src/redis/clock.ts';
import { openConnections } from '../../src/redis/connections.ts';
import { createRedisGate } from '../../src/redis/gate.ts';
import { createKeyring, deriveKeys } from '../../src/redis/seal.ts';
import { createRedisStore } from '../../src/redis/store.ts';
import { dispatch } from '../../workers/dispatch.ts';
import { startWorkers } from '../../workers/start.ts';

const verdict = readConfig();
if (verdict.kind === 'faults') throw new Error(verdict.faults.join('; '));
const { config } = verdict;
const log = createLog(config.logLevel);
const { connection, patient, connect } = openConnections(config.redisUrl, log);
const clock = createRedisClock();
const keys = deriveKeys(config.secret);
const store = createRedisStore({ connection, clock, keys, resultTtlSeconds: config.resultTtlSeconds });
const deps = {
  store,
  // Only a queue runs a job again by itself.
  queue: { ...createQueue(connection), begin: () => ({ close: async () => undefined }) },
  clock,
  gate: createRedisGate({ connection, keys }),
  log,
  turns: createTurns(),
  keyring: createKeyring(keys),
  refused: () => undefined,
  apps: appsOf(config.apps),
  provider: createTwilio({ log }, config.twilio),
  random: {
    token: (length: number) => randomBytes(length).toString('base64url').slice(0, length),
    digits: (length: number) => String(randomInt(10 ** length)).padStart(length, '0'),
  },
};

await connect();
const [seconds, micros] = await connection.time();
clock.observe(String(seconds), String(micros));
const unfenced = dispatch({ ...deps, store: withoutFence(store) });
const consume: Consume = (queue, handle, options) =>
  consumeQueue({ connection: patient, log }, queue, queue === 'voice' || queue === 'sms' ? unfenced : handle, options);
startWorkers({ ...deps, consume, delayed: openDelayedRequests(patient) }, config);
// Ready from here on, as the product says it.
createServer((_request, response) => response.end()).listen(config.port, config.host);

/** Whoever loads a challenge here is shown attempts that are under way as if nobody had begun them. */
function withoutFence(fenced: Store): Store {
  return {
    ...fenced,
    recall: () => undefined,
    async load(id) {
      const stored = await fenced.load(id);
      if (stored === undefined || stored.challenge.status !== 'open') return stored;
      const attempts = stored.challenge.attempts.map((attempt) => {
        if (attempt.status === 'ended' || attempt.status === 'queued') return attempt;
        const { step, channel, method, startedAt } = attempt;
        return {
          step,
          channel,
          method,
          startedAt,
          at: startedAt,
          status: 'queued' as const,
          round: 0,
          dueAt: startedAt,
        };
      });
      return { ...stored, challenge: { ...stored.challenge, attempts } };
    },
  };
}
