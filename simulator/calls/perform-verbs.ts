import { type Alert, sentenceOf } from '../twiml/alert.ts';
import type { Verb } from '../twiml/read-document.ts';
import type { World } from '../world.ts';
import type { Call, Instructions } from './call.ts';
import { addCaption } from './change-call.ts';
import { listen } from './listen.ts';
import { sendKeys } from './send-keys.ts';
import { switchboardHearsWords } from './switchboard.ts';
import { waitOnLine } from './wait-on-line.ts';

export type Document = {
  readonly verbs: readonly Verb[];
  /** Where it came from: relative addresses start here; null for a document given with the request. */
  readonly url: string | null;
  /** Its place in the record of the wire. */
  readonly entryId: number | null;
  readonly signal: AbortSignal;
};

/** Performs the verbs in order. Answers where the call goes next; null when it is to end here (or was stopped). */
export async function performVerbs(world: World, call: Call, document: Document): Promise<Instructions | null> {
  for (const verb of document.verbs) {
    if (document.signal.aborted) return null;
    switch (verb.verb) {
      case 'Say':
      case 'Play':
      case 'Pause':
        await speak(world, call, verb, document.signal);
        break;
      case 'Gather': {
        const next = await gather(world, call, verb, document);
        if (next !== 'continue') return next;
        break;
      }
      case 'Redirect':
        return resolve(world, call, verb.url, verb.method, document);
      case 'Hangup':
      case 'Reject':
        return null;
      default:
        verb satisfies never;
    }
  }
  return null;
}

type Spoken = Extract<Verb, { verb: 'Say' | 'Play' | 'Pause' }>;

/** One verb that only sounds, until it is over or `signal` is aborted. */
async function speak(world: World, call: Call, verb: Spoken, signal: AbortSignal): Promise<void> {
  if (verb.verb === 'Pause') return waitOnLine(world, call, verb.seconds * 1_000, signal);
  if (verb.verb === 'Play' && verb.digits !== null) return sendKeys(world, call, verb.digits, signal);
  const text = verb.verb === 'Say' ? verb.text : `(plays ${verb.url})`;
  const speechMs = text.length * world.settings.speechMsPerCharacter;
  // loop="0" repeats until the call ends: then it must take time, or it would never let go.
  const roundMs = verb.loop === 0 ? Math.max(speechMs, 1_000) : speechMs;
  for (let round = 0; (verb.loop === 0 || round < verb.loop) && !signal.aborted; round += 1) {
    addCaption(world, call, 'said', text, verb.verb === 'Say' ? { language: verb.language } : { sound: verb.url });
    if (verb.verb === 'Say') switchboardHearsWords(world, call, text);
    if (roundMs > 0) await waitOnLine(world, call, roundMs, signal);
  }
}

async function gather(
  world: World,
  call: Call,
  verb: Extract<Verb, { verb: 'Gather' }>,
  document: Document,
): Promise<Instructions | null | 'continue'> {
  const prompt = async (signal: AbortSignal) => {
    for (const part of verb.prompts) if (!signal.aborted && isSpoken(part)) await speak(world, call, part, signal);
  };
  const heard = await listen(world, call, { rules: verb.rules, prompt, signal: document.signal });
  if (heard.kind === 'stopped') return null;
  if (heard.kind === 'nothing') return 'continue';
  const extra = { Digits: heard.digits, FinishedOnKey: heard.finishedOnKey, msg: 'Gather End' };
  const next = resolve(world, call, verb.action ?? '', verb.method, document);
  return next?.kind === 'url' ? { ...next, extra } : next;
}

function isSpoken(verb: Verb): verb is Spoken {
  return verb.verb === 'Say' || verb.verb === 'Play' || verb.verb === 'Pause';
}

/** The address a document names; an empty one is the document itself. Null, with a note, when there is none to be had. */
function resolve(
  world: World,
  call: Call,
  to: string,
  method: 'GET' | 'POST',
  document: Document,
): Instructions | null {
  if (document.url === null ? URL.canParse(to) : URL.canParse(to, document.url)) {
    return { kind: 'url', method, url: document.url === null ? to : new URL(to, document.url).href };
  }
  const alert: Alert = { level: 'error', code: 11100, text: `"${to}" is no address` };
  addCaption(world, call, 'note', sentenceOf(alert));
  if (document.entryId !== null) world.wire.alert(document.entryId, [alert]);
  addCaption(world, call, 'said', "We're sorry, an application error has occurred. Goodbye.");
  return null;
}
