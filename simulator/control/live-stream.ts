import type { Request, Response } from 'express';
import type { LiveEvent } from '../events.ts';
import { viewPhone } from '../phones/view-phone.ts';
import type { World } from '../world.ts';

const HEARTBEAT_MS = 15_000;
/** How soon a reader comes back that lost us, most often because we were started anew. */
const AGAIN_MS = 1_000;
const BACKLOG_MAX_BYTES = 4 * 1024 * 1024;

/**
 * GET /simulator/v1/events: server-sent events. A reader that comes back with Last-Event-ID gets what it missed; one that
 * is new, was away too long or knew an earlier process gets a `snapshot` of everything first.
 */
export function streamEvents(world: World, req: Request, res: Response): void {
  res.status(200);
  res.set({
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  res.flushHeaders();
  // A field of the first event.
  res.write(`retry: ${AGAIN_MS}\n`);
  const missed = world.events.since(req.get('last-event-id') ?? '');
  if (missed) for (const event of missed) send(res, event);
  else send(res, { id: world.events.lastId(), type: 'snapshot', data: snapshot(world) });
  const unsubscribe = world.events.subscribe((event) => {
    // A reader that does not read would pile up in memory: it is cut and comes back by itself.
    if (res.writableLength > BACKLOG_MAX_BYTES) res.destroy();
    else send(res, event);
  });
  const heartbeat = setInterval(() => res.write(':\n\n'), HEARTBEAT_MS);
  res.on('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
}

function snapshot(world: World): object {
  return {
    phones: [...world.phones.values()].map(viewPhone),
    wire: world.wire.entries().slice(-200),
    faults: world.faults.rules(),
    accountSid: world.settings.accountSid,
    inboundUrl: world.inboundUrl,
  };
}

function send(res: Response, event: Omit<LiveEvent, 'type'> & { type: string }): void {
  res.write(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`);
}
