import type { PhoneView } from '../phones/view-phone.ts';
import { ask, phonePath } from './ask.ts';
import { playKey } from './sound.ts';
import { hush, putToEar } from './speech.ts';

/** Every act resolves with what did not work, in words; null when it did. */
export type Acted = Promise<string | null>;

export function answer({ number, call }: PhoneView): Acted {
  if (call) putToEar(call.sid);
  return act(number, 'answer');
}

export function decline({ number }: PhoneView): Acted {
  return act(number, 'decline');
}

export function hangUp({ number }: PhoneView): Acted {
  hush();
  return act(number, 'hangup');
}

/** Lets a machine take this one call: the phone behaves like voicemail just while it answers. */
export async function sendToVoicemail({ number, behavior, extension }: PhoneView): Acted {
  const trouble = (await behave(number, 'voicemail')) ?? (await act(number, 'answer'));
  return (await behave(number, behavior, extension)) ?? trouble;
}

export function press({ number }: PhoneView, key: string): Acted {
  playKey(key);
  hush();
  return act(number, 'keys', { digits: key });
}

/** Sets what the phone does by itself; `extension` is for a switchboard. */
export function behave(number: string, mode: string, extension?: string): Acted {
  return ask('PUT', `${phonePath(number)}/behavior`, { mode, extension });
}

function act(number: string, what: string, body?: object): Acted {
  return ask('POST', `${phonePath(number)}/${what}`, body);
}
