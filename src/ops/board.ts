import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { RequestHandler } from 'express';
import { challengeId } from '../contract/request.ts';
import { maskDeep } from './mask.ts';

/** BullMQ's queue object, as Bull Board wants it; only the room `queue` knows BullMQ. */
export type BoardQueue = ConstructorParameters<typeof BullMQAdapter>[0];
type Routes = Parameters<ExpressAdapter['setApiRoutes']>[0];
type EntryRoute = Parameters<ExpressAdapter['setEntryRoute']>[0];

/**
 * Bull Board's own formatters reach neither logs nor error texts, and its buttons can ring people again. So what it would
 * answer is masked as a whole, only its reading routes exist, and its page loads nothing from another host.
 */
class MaskedAdapter extends ExpressAdapter {
  override setApiRoutes(routes: Routes): this {
    const reading = routes.filter(({ method }) => method === 'get');
    super.setApiRoutes(
      reading.map((route) => ({
        ...route,
        async handler(request) {
          const answer = await route.handler(request);
          return { ...answer, body: maskAnswer(answer.body) };
        },
      })),
    );
    return this;
  }

  override setEntryRoute(entry: EntryRoute): this {
    const { name, params } = entry.handler({ basePath: this.basePath, uiConfig: this.uiConfig });
    this.app.get(entry.route as string | string[], (_request, response, next) => {
      response.render(name, params, (error, html) => {
        if (error) next(error);
        else response.send(html.replace(/<link[^>]+href="https?:[^>]*>/g, ''));
      });
    });
    return this;
  }
}

/** Ids of challenges and of BullMQ itself; whatever else a producer called its job may be a number. */
const isHarmlessId = (id: unknown): boolean => challengeId.safeParse(id).success || /^\d{1,15}$/.test(String(id));

/** Job data and what jobs returned have no harmless numbers; the rest is counts and times. */
function maskAnswer<T>(body: T): T {
  return maskPart(body) as T;
}

function maskPart(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return maskDeep(body, 'keep');
  if (Array.isArray(body)) return body.map(maskPart);
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => {
      if (key === 'basePath' || (key === 'id' && isHarmlessId(value))) return [key, value];
      const inside = key === 'data' || key === 'returnValue' || key === 'progress' || key === 'opts';
      return [key, inside ? maskDeep(value, 'mask') : maskPart(value)];
    }),
  );
}

/** Bull Board for these queues, to look at only. Mount it behind a sign-in: it has none. */
export function createBoard(queues: readonly BoardQueue[], basePath: string): RequestHandler {
  const serverAdapter = new MaskedAdapter();
  serverAdapter.setBasePath(basePath);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Poundkey queues', hideRedisDetails: true, showWorkers: false } },
  });
  return serverAdapter.getRouter() as RequestHandler;
}
