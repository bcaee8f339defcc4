import { connect, type Socket } from 'node:net';

interface Line {
  readonly socket: Socket;
  heard: string;
  answered: (document: string) => void;
  failed: (error: Error) => void;
}

/** More than this many open at once means that nobody answers. */
const linesMax = 256;

/**
 * POST over lines that are kept open, as text and nothing else: the machine that is measured also runs who measures it, and
 * Node's own client costs three times as much. It reads answers that tell their length, in ASCII, which all of these do.
 */
export function createPoster(origin: string): (path: string, headers: string, body: string) => Promise<string> {
  const { hostname, port, host } = new URL(origin);
  const free: Line[] = [];
  const waiting: ((line: Line) => void)[] = [];
  let open = 0;

  const dial = (): Line => {
    open++;
    const socket = connect({ host: hostname, port: Number(port), noDelay: true }).setEncoding('latin1');
    const line: Line = { socket, heard: '', answered: () => undefined, failed: () => undefined };
    socket.on('data', (text: string) => {
      line.heard += text;
      const document = wholeAnswer(line.heard);
      if (document === undefined) return;
      line.heard = '';
      line.answered(document);
      const next = waiting.shift();
      if (next === undefined) free.push(line);
      else next(line);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open--;
      const index = free.indexOf(line);
      if (index >= 0) free.splice(index, 1);
      line.failed(new Error(`${origin} hung up`));
      waiting.shift()?.(dial());
    });
    return line;
  };
  const take = (): Line | Promise<Line> =>
    free.pop() ?? (open < linesMax ? dial() : new Promise((resolve) => waiting.push(resolve)));

  return async (path, headers, body) => {
    const line = await take();
    return await new Promise((resolve, reject) => {
      line.answered = resolve;
      line.failed = reject;
      line.socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
  };
}

/** The document of an answer once all of it is there. */
function wholeAnswer(heard: string): string | undefined {
  const head = heard.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const document = heard.slice(head + 4);
  if (heard.startsWith('HTTP/1.1 204')) return document;
  const length = /\r\ncontent-length: (\d+)/i.exec(heard)?.[1];
  if (length === undefined) throw new Error('an answer that does not tell its length');
  return document.length >= Number(length) ? document : undefined;
}
