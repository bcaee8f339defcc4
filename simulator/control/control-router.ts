import { json, type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { advanceWorld } from '../drop-old.ts';
import { type Act, act, behave, press } from '../phones/act.ts';
import { phoneOf } from '../phones/phone-book.ts';
import { viewPhone, viewText } from '../phones/view-phone.ts';
import { resetWorld } from '../reset-world.ts';
import { sendFromPhone } from '../texts/receive-text.ts';
import type { World } from '../world.ts';
import { answerWait } from './answer-wait.ts';
import { sendProblem } from './problem.ts';
import { advanceBody, behaviorBody, faultsBody, keysBody, phoneNumber, textBody } from './schemas.ts';

/** The control API under /simulator/v1: what a person or a test does with the phones, the clock and the faults. */
export function createControlRouter(world: World): Router {
  const router = Router({ caseSensitive: true });
  const numberOf = (req: Request) => phoneNumber.parse(req.params['number']);
  // Whatever the content type: curl -d says that it is a form.
  router.use(json({ limit: '64kb', type: () => true }));

  router.get('/phones', (_req, res) => void res.json([...world.phones.values()].map(viewPhone)));
  router.get('/phones/:number', (req, res) => void res.json(viewPhone(phoneOf(world, numberOf(req)))));
  router.get('/phones/:number/wait', (req, res) => answerWait(world, numberOf(req), req, res));
  for (const what of ['answer', 'decline', 'hangup'] as const) {
    router.post(`/phones/:number/${what}`, (req, res) => answerAct(world, numberOf(req), what, res));
  }
  router.post('/phones/:number/keys', (req, res) => {
    const number = numberOf(req);
    const { digits } = keysBody.parse(req.body);
    const taken = press(world, number, digits);
    res.json({ taken, dropped: digits.slice(taken.length), ...viewPhone(phoneOf(world, number)) });
  });
  router.post('/phones/:number/texts', async (req, res) => {
    const from = numberOf(req);
    const text = await sendFromPhone(world, { from, ...textBody.parse(req.body) });
    res.status(201).json(viewText(text));
  });
  router.put('/phones/:number/behavior', (req, res) => {
    const number = numberOf(req);
    behave(world, number, behaviorBody.parse(req.body));
    res.json(viewPhone(phoneOf(world, number)));
  });

  router.get('/faults', (_req, res) => void res.json(world.faults.rules()));
  router.put('/faults', (req, res) => {
    world.faults.set(faultsBody.parse(req.body));
    res.json(world.faults.rules());
  });
  router.get('/wire', (_req, res) => void res.json(world.wire.entries()));
  router.post('/clock/advance', async (req, res) => {
    const { seconds } = advanceBody.parse(req.body);
    await advanceWorld(world, seconds);
    res.json({ now: new Date(world.clock.now()).toISOString() });
  });
  router.post('/reset', (_req, res) => {
    resetWorld(world);
    res.status(204).end();
  });
  router.use((req, res) =>
    sendProblem(res, { status: 404, code: 'not-found', detail: `There is no ${req.method} ${req.path}` }),
  );
  router.use(sendFault);
  return router;
}

function answerAct(world: World, number: string, what: Act, res: Response): void {
  const refusal = act(world, number, what);
  if (refusal) sendProblem(res, { status: 409, ...refusal });
  else res.json(viewPhone(phoneOf(world, number)));
}

function sendFault(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  if (error instanceof z.ZodError) {
    const errors = error.issues.map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(': '));
    sendProblem(res, { status: 400, code: 'invalid-request', detail: errors.join('; '), errors });
    return;
  }
  // Body parsers put the HTTP status on their errors.
  const unreadable = error instanceof Error && 'status' in error && Number(error.status) < 500;
  if (unreadable) sendProblem(res, { status: 400, code: 'unreadable', detail: error.message });
  else next(error);
}
