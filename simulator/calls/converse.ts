import { sentenceOf } from '../twiml/alert.ts';
import type { World } from '../world.ts';
import { type Call, type Instructions, isLive } from './call.ts';
import { addCaption, endCall } from './change-call.ts';
import { fetchDocument, readGiven } from './fetch-document.ts';
import { performVerbs } from './perform-verbs.ts';

// What Twilio says when it cannot get or understand a document and there is no fallback.
const APOLOGY = "We're sorry, an application error has occurred. Goodbye.";

/**
 * Runs an answered call to its end: one document after the other, each naming the next one, or a REST update sending the
 * call elsewhere in the middle of one. When a document ends without naming another, the call is completed.
 */
export async function converse(world: World, call: Call): Promise<void> {
  let next: Instructions | null = call.request.instructions;
  while (isLive(call.state)) {
    next = call.line.detour ?? next;
    call.line.detour = null;
    if (next === null) break;
    call.line.turn = new AbortController();
    next = await runDocument(world, call, next, call.line.turn.signal);
  }
  endCall(world, call, 'complete');
}

/** Sends an answered call to other instructions at once; what it was doing stops. */
export function redirectCall(call: Call, to: Instructions): void {
  call.line.detour = to;
  call.line.turn.abort();
}

async function runDocument(
  world: World,
  call: Call,
  from: Instructions,
  signal: AbortSignal,
): Promise<Instructions | null> {
  const document =
    from.kind === 'twiml' ? readGiven(world, from.twiml) : await fetchDocument(world, call, from, signal);
  if (signal.aborted) return null;
  for (const alert of document.alerts) addCaption(world, call, 'note', sentenceOf(alert));
  if (!document.ok) {
    addCaption(world, call, 'said', APOLOGY);
    return null;
  }
  return performVerbs(world, call, { ...document, signal });
}
