import { phoneChanged, phoneOf } from '../phones/phone-book.ts';
import { type GatherRules, requestsAction, takeKey } from '../twiml/gather-rules.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { callTimer } from './change-call.ts';
import type { OpenGather } from './line.ts';
import { pressKeys } from './press-keys.ts';

export type Heard =
  /** The action is requested with these. */
  | { readonly kind: 'digits'; readonly digits: string; readonly finishedOnKey: string }
  /** No action: the document goes on with its next verb. */
  | { readonly kind: 'nothing' }
  /** The call ended or went elsewhere. */
  | { readonly kind: 'stopped' };

export type Listening = {
  readonly rules: GatherRules;
  /** Speaks the nested verbs; its signal is aborted by the first key (barge-in). */
  readonly prompt: (signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
};

/**
 * One `<Gather>`: listens from the first word of its prompt on. The silence is counted from the end of the prompt and anew
 * from every key.
 */
export function listen(world: World, call: Call, listening: Listening): Promise<Heard> {
  const { rules, signal } = listening;
  const prompting = new AbortController();
  return new Promise((resolve) => {
    let stopSilence = () => {};
    const close = (heard: Heard) => {
      stopSilence();
      prompting.abort();
      signal.removeEventListener('abort', stopped);
      if (call.line.gather === open) call.line.gather = null;
      phoneChanged(world, call.request.to);
      resolve(heard);
    };
    const stopped = () => close({ kind: 'stopped' });
    const end = (digits: string, finishedOnKey: string) =>
      close(requestsAction(rules, digits) ? { kind: 'digits', digits, finishedOnKey } : { kind: 'nothing' });
    const countSilence = () => {
      stopSilence();
      stopSilence = callTimer(world, call, rules.timeoutSeconds * 1_000, () => end(open.digits, ''));
    };
    const open: OpenGather = {
      rules,
      digits: '',
      take(key) {
        prompting.abort();
        const step = takeKey(rules, open.digits, key);
        open.digits = step.digits;
        if (step.kind === 'ended') end(step.digits, step.finishedOnKey);
        else countSilence();
      },
    };
    signal.addEventListener('abort', stopped);
    call.line.gather = open;
    phoneChanged(world, call.request.to);
    void listening.prompt(prompting.signal).then(() => {
      if (call.line.gather !== open || open.digits !== '') return;
      countSilence();
      phoneChanged(world, call.request.to);
      actByItself(world, call);
    });
  });
}

/** A phone that presses # does so when the prompt is over, as a person who has listened would. */
function actByItself(world: World, call: Call): void {
  if (phoneOf(world, call.request.to).behavior === 'press-pound') pressKeys(world, call, '#');
}
