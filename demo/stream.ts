import type { Request, Response } from 'express';
import type { Asking } from './askings.ts';
import type { Html } from './html.ts';
import { endPart, stepItem } from './pages/asking.ts';
import type { Visit } from './visit.ts';

/** Proxies close a connection on which nothing is said for a minute. */
const heartbeatMs = 15_000;

/**
 * Sends each step as it happens, then the end, as HTML to put into the page. Events are numbered by their place in the story,
 * so a browser that lost the connection gets exactly what it missed.
 */
export async function streamAsking(asking: Asking, visit: Visit, req: Request, res: Response): Promise<void> {
  const seen = Number(req.get('Last-Event-ID') ?? req.query['after'] ?? 0);
  res.set({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  res.flushHeaders();
  const heartbeat = setInterval(() => res.write(':\n\n'), heartbeatMs);
  res.on('close', () => clearInterval(heartbeat));
  const send = (event: string, id: number, { text }: Html) =>
    res.write(`event: ${event}\nid: ${id}\n${text.replace(/^/gm, 'data: ')}\n\n`);

  // The first step, that it was asked, is on the page from the start.
  let place = 1;
  for await (const { status, at } of asking.asked.progress) {
    if (res.destroyed) return;
    place += 1;
    if (place > seen) send('step', place, stepItem(visit, asking, { status, at: new Date(at) }));
  }
  send('end', place + 1, endPart(visit, asking, await asking.asked.ending));
  res.end();
}
