import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { createPoster } from './raw-post.ts';

/** How one challenge is asked for: resolves when it was taken, not when it ended. */
export type Ask = (id: string, index: number) => Promise<void>;

/** Hears of closed challenges. */
export interface Ear {
  closed(id: string): Promise<void>;
  stop(): void;
}

export async function listen(redisUrl: string): Promise<Ear> {
  const subscriber = new Redis(redisUrl);
  const waiting = new Map<string, () => void>();
  subscriber.on('message', (_channel, message: string) => {
    if (!message.includes('challenge.closed')) return;
    const id = /"id":"([^"]+)"/.exec(message)?.[1] ?? '';
    waiting.get(id)?.();
    waiting.delete(id);
  });
  await subscriber.subscribe('poundkey:results');
  return {
    closed: (id) => new Promise((resolve) => waiting.set(id, resolve)),
    stop: () => subscriber.disconnect(),
  };
}

/** Half are calls answered with `#`, half are texts answered with their code; each person has a number of their own. */
function requestFor(index: number): Record<string, unknown> {
  const to = `+1415${(2_000_000 + (index % 7_000_000)).toString()}`;
  return index % 2 === 0 ? { to, channel: 'voice', method: 'pound' } : { to, channel: 'sms', method: 'reply' };
}

export function askByQueue(redisUrl: string): { ask: Ask; stop(): Promise<void> } {
  const queue = new Queue('challenges', { connection: { url: redisUrl }, prefix: '{poundkey}' });
  return {
    ask: async (id, index) => {
      await queue.add('challenge', requestFor(index), { jobId: id, removeOnComplete: true });
    },
    stop: () => queue.close(),
  };
}

export function askByHttp(apiUrl: string, key: string): { ask: Ask; stop(): Promise<void> } {
  const { post, close } = createPoster(apiUrl);
  const headers = `Authorization: Bearer ${key}\r\nContent-Type: application/json\r\n`;
  return {
    async ask(id, index) {
      const { status } = await post('/v1/challenges', headers, JSON.stringify({ id, ...requestFor(index) }));
      if (status !== 202) throw new Error(`HTTP ${status}`);
    },
    stop: async () => close(),
  };
}

let runs = 0;
/** More than one loop ever asks for. */
const peopleOfARun = 500_000;

/** `outstanding` challenges at any moment until `count` are done. Gives challenges per second. */
export async function closedLoop(
  ask: Ask,
  ear: Ear,
  { count, outstanding }: { count: number; outstanding: number },
): Promise<number> {
  const first = runs++ * peopleOfARun;
  const run = `b${first}-${process.pid}`;
  let next = 0;
  const one = async () => {
    while (next < count) {
      const index = next++;
      const id = `${run}-${index}`;
      const closed = ear.closed(id);
      await ask(id, first + index);
      await closed;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: outstanding }, one));
  return count / ((performance.now() - began) / 1_000);
}

/** `perSecond` challenges at fixed times, whatever the answers do; latencies in ms from when each was meant to be sent. */
export async function openLoop(
  ask: Ask,
  ear: Ear,
  { count, perSecond }: { count: number; perSecond: number },
): Promise<number[]> {
  const first = runs++ * peopleOfARun;
  const run = `o${first}-${process.pid}`;
  const began = performance.now() + 50;
  const latencies: number[] = [];
  const one = async (index: number) => {
    const meant = began + (index * 1_000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, meant - performance.now())));
    const id = `${run}-${index}`;
    const closed = ear.closed(id);
    await ask(id, first + index);
    await closed;
    latencies.push(performance.now() - meant);
  };
  await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
  return latencies.sort((left, right) => left - right);
}
