import http from 'node:http';
import { quantile } from './measure.ts';
import { apiKey } from './world.ts';

export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly body?: unknown;
}

const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };

/** Sends a request and reads its answer to the end. */
export function ask({ method, url, body }: Asked, agent: http.Agent): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const request = http.request(url, { method, agent, headers }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text })).on('error', reject);
  });
  request.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}

/** Milliseconds that each of them took, sorted, so many at a time. One that is refused ends the measurement. */
export async function timeAll(asked: readonly Asked[], atOnce = 16): Promise<number[]> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });
  const took: number[] = [];
  let next = 0;
  const one = async () => {
    for (let each = asked[next++]; each !== undefined; each = asked[next++]) {
      const began = performance.now();
      const { status, text } = await ask(each, agent);
      if (status >= 300) throw new Error(`${each.method} ${each.url}: ${status} ${text}`);
      took.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  agent.destroy();
  return took.sort((left, right) => left - right);
}

/** The middle and the slow end, under these names. */
export const tails = (name: string, sorted: readonly number[]): Record<string, number> => ({
  [`${name}P50Ms`]: quantile(sorted, 0.5),
  [`${name}P99Ms`]: quantile(sorted, 0.99),
});

/** Opens an event stream; resolves when its first bytes are there, `ended` when the server has closed it. */
export async function openStream(url: string, agent: http.Agent): Promise<{ ended: Promise<number> }> {
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
  const { promise: ended, resolve: end } = Promise.withResolvers<number>();
  http
    .get(url, { agent, headers }, (response) => {
      response.once('data', () => resolve());
      response.resume().on('end', () => end(performance.now()));
    })
    .on('error', reject);
  await opened;
  return { ended };
}
