import http from 'node:http';
import { apiKey } from './gateway.ts';

/** One event as it came over the wire. */
export interface ServerEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}
/** An event stream that is open. */
export interface EventStream {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly events: ServerEvent[];
  /** Comment lines so far. */
  readonly comments: () => number;
  /** Resolves once so many events have come. */
  arrived(count: number): Promise<ServerEvent[]>;
  /** Resolves with everything that came when the server has ended it. */
  readonly ended: Promise<ServerEvent[]>;
  close(): void;
}

/** Opens an event stream and reads it by the rules of the HTML standard, as far as we write by them. */
export async function openEvents(
  url: string,
  { key = apiKey, lastEventId }: { key?: string; lastEventId?: string } = {},
): Promise<EventStream> {
  const headers = {
    Authorization: `Bearer ${key}`,
    ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
  };
  const request = http.get(url, { headers, agent: false });
  const response = await new Promise<http.IncomingMessage>((resolve, reject) =>
    request.once('response', resolve).once('error', reject),
  );
  const { promise: ended, resolve: end } = Promise.withResolvers<ServerEvent[]>();
  const events: ServerEvent[] = [];
  const looks = new Set<() => void>();
  let comments = 0;
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      if (block.startsWith(':')) comments++;
      else events.push(readEvent(block));
    }
    for (const look of looks) look();
  });
  response.on('error', () => undefined);
  response.on('end', () => end(events));
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    comments: () => comments,
    arrived: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (events.length < count) return;
          looks.delete(look);
          resolve(events);
        };
        looks.add(look);
        look();
      }),
    ended,
    close: () => void request.destroy(),
  };
}

function readEvent(block: string): ServerEvent {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  );
  return { id: fields['id'] ?? '', event: fields['event'] ?? '', data: fields['data'] ?? '' };
}
