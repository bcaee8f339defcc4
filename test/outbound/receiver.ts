import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { ChallengeResult } from '../../src/contract/result.ts';

/** A post as it came. */
export interface Post {
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The result, if one of the secrets verifies it by the judgement of the library that others use. */
  verified(secret: string): ChallengeResult;
}
type Respond = (response: ServerResponse, post: Post) => void;

/** What an auth server has to receive results by webhook, in the hands of a test. */
export interface Receiver {
  readonly url: string;
  readonly posts: Post[];
  readonly connections: () => number;
  /** How posts from now on are answered; with 204 until told otherwise. */
  answer(respond: Respond): void;
  /** Resolves with the first post that fits. */
  first(fits: (post: Post) => boolean): Promise<Post>;
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const posts: Post[] = [];
  const waiting = new Set<() => void>();
  let connections = 0;
  let current: Respond = (response) => void response.writeHead(204).end();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const { headers } = request;
    const verified = (secret: string) => new Webhook(secret).verify(text, headers as never) as ChallengeResult;
    const post = { headers, text, verified };
    posts.push(post);
    current(response, post);
    for (const look of waiting) look();
  }).listen(0, '127.0.0.1');
  server.on('connection', () => {
    connections += 1;
  });
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/results`,
    posts,
    connections: () => connections,
    answer(respond) {
      current = respond;
    },
    first(fits) {
      const { promise, resolve } = Promise.withResolvers<Post>();
      const look = () => {
        const found = posts.find(fits);
        if (found !== undefined) resolve(found);
      };
      waiting.add(look);
      look();
      return promise.finally(() => waiting.delete(look));
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
