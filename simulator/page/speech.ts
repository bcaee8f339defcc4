import type { PhoneView } from '../phones/view-phone.ts';
import { remember, remembered } from './remember.ts';
import { playTone } from './sound.ts';

// The captions are the truth and speech is an extra: a browser without a voice loses nothing.
const voice = typeof speechSynthesis === 'undefined' ? null : speechSynthesis;
let wanted = remembered('voice');
/** The call at this person's ear, and how many of its captions were spoken: one at a time, as with a real phone. */
let ear = { sid: '', spoken: 0 };

/** Whether this browser can speak at all. Some know their voices only after a while. */
export function canSpeak(): boolean {
  return voice !== null && voice.getVoices().length > 0;
}

/** Tells when the browser has found voices. */
export function onVoices(changed: () => void): void {
  voice?.addEventListener('voiceschanged', changed);
}

export function speechWanted(): boolean {
  return wanted;
}

export function wantSpeech(on: boolean): void {
  wanted = on;
  remember('voice', on);
  if (!on) hush();
}

/** From now on this call is at the ear: only what a person answered here is spoken, and in no other tab. */
export function putToEar(sid: string): void {
  hush();
  ear = { sid, spoken: 0 };
}

/** Stops speaking, as a call does when a key is pressed. */
export function hush(): void {
  voice?.cancel();
}

/** Speaks what is new of the call at the ear. */
export function speak({ call }: PhoneView): void {
  if (call === null || call.sid !== ear.sid) return;
  for (const { kind, text, language, sound } of call.captions.slice(ear.spoken)) {
    if (sound) playTone();
    if (sound || !wanted || kind !== 'said') continue;
    const words = new SpeechSynthesisUtterance(text);
    words.lang = language ?? 'en-US';
    voice?.speak(words);
  }
  ear.spoken = call.captions.length;
}
