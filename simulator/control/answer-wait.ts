import type { Request, Response } from 'express';
import { phoneOf } from '../phones/phone-book.ts';
import { viewPhone, viewText } from '../phones/view-phone.ts';
import { type Limits, type Wait, waitForHangup, waitForPrompt, waitForRing, waitForText } from '../phones/wait.ts';
import type { Text } from '../texts/text.ts';
import type { World } from '../world.ts';
import { sendProblem } from './problem.ts';
import { waitQuery } from './schemas.ts';

/** GET …/wait?for=text|ring|prompt|hangup&timeout=10: the phone as soon as it is so (and the text), 408 when it is not. */
export async function answerWait(world: World, number: string, req: Request, res: Response): Promise<void> {
  const { for: what, timeout } = waitQuery.parse(req.query);
  const gone = new AbortController();
  // A client that has given up must not take the text away from the next one.
  res.on('close', () => gone.abort());
  const found = await waitFor(world, number, what, { timeoutMs: timeout * 1_000, signal: gone.signal });
  if (gone.signal.aborted) return;
  if (found === undefined) {
    sendProblem(res, { status: 408, code: 'timeout', detail: `No ${what} on ${number} within ${timeout} s` });
    return;
  }
  const text = typeof found === 'object' && 'body' in found ? { text: viewText(found) } : {};
  res.json({ ...viewPhone(phoneOf(world, number)), ...text });
}

function waitFor(world: World, number: string, what: Wait, limits: Limits): Promise<Text | object | true | undefined> {
  switch (what) {
    case 'text':
      return waitForText(world, number, limits);
    case 'ring':
      return waitForRing(world, number, limits);
    case 'prompt':
      return waitForPrompt(world, number, limits);
    case 'hangup':
      return waitForHangup(world, number, limits);
    default:
      return what satisfies never;
  }
}
