import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly document: string;
}

export interface Poster {
  post(path: string, headers: string, body: string): Promise<Answer>;
  close(): void;
}

interface Line {
  readonly socket: Socket;
  heard: string;
  answered: (answer: Answer) => void;
  failed: (error: Error) => void;
}

/** More than this many open at once means that nobody answers. */
const linesMax = 256;

/**
 * POST over lines that are kept open, as text and nothing else: the machine that is measured also runs who measures it, and
 * Node's own client costs twice as much. It reads answers that tell their length; a document is given a character a byte.
 */
export function createPoster(origin: string): Poster {
  const { hostname, port, host } = new URL(origin);
  const all = new Set<Line>();
  const free: Line[] = [];
  const waiting: ((line: Line) => void)[] = [];

  const dial = (): Line => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true }).setEncoding('latin1');
    const line: Line = { socket, heard: '', answered: () => undefined, failed: () => undefined };
    all.add(line);
    socket.on('data', (text: string) => {
      line.heard += text;
      const answer = wholeAnswer(line.heard);
      if (answer === undefined) return;
      line.heard = '';
      line.answered(answer);
      const next = waiting.shift();
      if (next === undefined) free.push(line);
      else next(line);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      all.delete(line);
      const index = free.indexOf(line);
      if (index >= 0) free.splice(index, 1);
      line.failed(new Error(`${origin} hung up`));
      waiting.shift()?.(dial());
    });
    return line;
  };
  const take = (): Line | Promise<Line> =>
    free.pop() ?? (all.size < linesMax ? dial() : new Promise((resolve) => waiting.push(resolve)));

  return {
    async post(path, headers, body) {
      const line = await take();
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      line.answered = resolve;
      line.failed = reject;
      const length = Buffer.byteLength(body);
      line.socket.write(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}Content-Length: ${length}\r\n\r\n${body}`);
      return await promise;
    },
    close() {
      for (const { socket } of all) socket.destroy();
    },
  };
}

/** An answer once all of it is there. */
function wholeAnswer(heard: string): Answer | undefined {
  const head = heard.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const status = Number(heard.slice(9, 12));
  const document = heard.slice(head + 4);
  if (status === 204) return { status, document };
  const length = /\r\ncontent-length: (\d+)/i.exec(heard)?.[1];
  if (length === undefined) throw new Error('an answer that does not tell its length');
  return document.length >= Number(length) ? { status, document } : undefined;
}
