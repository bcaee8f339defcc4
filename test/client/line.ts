import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import {
  type Asked,
  type Client,
  type ClientOptions,
  createClient,
  type HttpAddress,
} from '../../src/client/client.ts';
import type { ChallengeRequestInput } from '../../src/contract/request.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startPretendGateway } from './pretend-gateway.ts';

export const request: ChallengeRequestInput = { to: '+14155550100', channel: 'voice', method: 'pound' };
export const approved = { status: 'approved', reason: 'pound-pressed' } as const;

/** A Redis and a pretend gateway for the tests of a file; each test makes its own clients, which end with it. */
export function useLine() {
  let redis: TestRedis;
  let gateway: ReturnType<typeof startPretendGateway>;
  const clients: Client[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    gateway = startPretendGateway(redis.options);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    vi.useRealTimers();
    await gateway.rest();
    await gateway.redis.flushall();
  });
  afterAll(async () => {
    await gateway.stop();
    await redis.stop();
  });
  return {
    get gateway() {
      return gateway;
    },
    /** A client that hears at `me`, and steers if it is told where. */
    client(options: ClientOptions = {}, api: HttpAddress | undefined = undefined): Client {
      const made = createClient({ redis: redis.options, ...api }, { replyTo: 'me', ...options });
      clients.push(made);
      return made;
    },
  };
}

/** Every step of a challenge, once there can be no more. */
export async function stepsOf({ progress }: Asked): Promise<string[]> {
  const steps: string[] = [];
  for await (const { status } of progress) steps.push(status);
  return steps;
}
