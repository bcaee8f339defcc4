import type { RequestHandler } from 'express';
import { advance } from '../advance.ts';
import { blockBody, blockQuery, liftBody } from '../contract/blocks.ts';
import { faultsOf, subject as subjectSchema } from '../contract/request.ts';
import type { Block, BlockFact, Blocks } from '../ports/blocks.ts';
import { appOf } from './api-key.ts';
import type { AnsweringApi } from './challenges.ts';
import { sendProblem } from './problem.ts';

export interface BlockingApi extends AnsweringApi {
  readonly blocks: Blocks;
}

const dayMs = 86_400_000;

/** `POST /v1/blocks` */
export function blockSubject(deps: BlockingApi): RequestHandler {
  const { blocks, apps, clock, log } = deps;
  return async (request, response) => {
    const body = blockBody.safeParse(request.body ?? {});
    if (!body.success) return sendProblem(response, 'invalid-request', faultsOf(body.error));
    const app = appOf(response);
    const { subject, reason, days = apps.orDefault(app).fraud.days } = body.data;
    const at = clock.now();
    const block: Block = { subject, at, until: at + days * dayMs, by: 'app', reason };
    await blocks.block(app, block);
    log.info({ app, by: 'app' }, 'subject blocked');
    await withdraw(deps, app, subject);
    response.status(201).json(viewOf(block));
  };
}

/** Ends what is being asked of the subject: its next call or text would come in spite of the block. */
async function withdraw(deps: BlockingApi, app: string, subject: string): Promise<void> {
  const id = await deps.gate.asking(deps.apps.orDefault(app), subject);
  const stored = id === undefined ? undefined : await deps.store.load(id);
  if (id === undefined || stored?.challenge.app !== app || stored.challenge.subject !== subject) return;
  await advance(deps, id, { type: 'cancel', by: 'by-app' }, stored);
}

/** `GET /v1/blocks?limit=&cursor=`: those that end first, first. */
export function listBlocks({ blocks, clock }: BlockingApi): RequestHandler {
  return async (request, response) => {
    const query = blockQuery.safeParse(request.query);
    if (!query.success) return sendProblem(response, 'invalid-request', faultsOf(query.error));
    const { limit, cursor = '0' } = query.data;
    const page = await blocks.page(appOf(response), Number(cursor), limit + 1, clock.now());
    const more = page.length > limit ? { cursor: String(Number(cursor) + limit) } : {};
    response.json({ blocks: page.slice(0, limit).map(viewOf), ...more });
  };
}

/** `GET /v1/blocks/{subject}` */
export function readBlock({ blocks }: BlockingApi): RequestHandler {
  return async (request, response) => {
    const named = subjectSchema.safeParse(request.params['subject']);
    if (!named.success) return sendProblem(response, 'invalid-request', subjectFaults(named.error));
    const subject = named.data;
    const { block, history } = await blocks.read(appOf(response), subject);
    response.json({ subject, ...(block !== undefined && { block: viewOf(block) }), history: history.map(factView) });
  };
}

/** `POST /v1/blocks/{subject}/lift` */
export function liftBlock({ blocks, clock, log }: BlockingApi): RequestHandler {
  return async (request, response) => {
    const body = liftBody.safeParse(request.body ?? {});
    if (!body.success) return sendProblem(response, 'invalid-request', faultsOf(body.error));
    const named = subjectSchema.safeParse(request.params['subject']);
    if (!named.success) return sendProblem(response, 'invalid-request', subjectFaults(named.error));
    const [app, subject] = [appOf(response), named.data];
    if (!(await blocks.lift(app, subject, { at: clock.now(), reason: body.data.reason })))
      return sendProblem(response, 'not-blocked');
    log.info({ app }, 'block of a subject lifted');
    const { history } = await blocks.read(app, subject);
    response.json({ subject, history: history.map(factView) });
  };
}

const subjectFaults = (error: Parameters<typeof faultsOf>[0]) =>
  faultsOf(error).map(({ message }) => ({ path: 'subject', message }));
const iso = (ms: number): string => new Date(ms).toISOString();
const viewOf = ({ subject, at, until, by, reason }: Block) => ({ subject, at: iso(at), until: iso(until), by, reason });
const factView = ({ what, at, by, reason, until }: BlockFact) => ({
  ...{ what, at: iso(at), by, reason },
  ...(until !== undefined && { until: iso(until) }),
});
