import http from 'node:http';
import type { World } from './gateway.ts';
import { apiKey } from './gateway.ts';

/** An answer to one of many requests at the same time. */
export interface CrowdAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Posts every body to one path, as many at a time as `atOnce`, over as many connections; gives the answers in order. */
export async function crowd(
  world: World,
  path: string,
  bodies: readonly unknown[],
  atOnce = bodies.length,
): Promise<CrowdAnswer[]> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });
  const answers: CrowdAnswer[] = [];
  let next = 0;
  const one = async () => {
    while (next < bodies.length) {
      const index = next++;
      answers[index] = await post(agent, world.api + path, JSON.stringify(bodies[index]));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  agent.destroy();
  return answers;
}

function post(agent: http.Agent, url: string, body: string): Promise<CrowdAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<CrowdAnswer>();
  const headers = {
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  };
  const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('error', reject);
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
  });
  request.on('error', reject);
  request.end(body);
  return promise;
}
