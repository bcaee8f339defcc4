import { remember, remembered } from './remember.ts';

// The two tones of each key: its row and its column (ITU-T Q.23).
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const KEYS = '123456789*0#';
const KEY_SECONDS = 0.12;
// How a phone rings in North America: two seconds of sound, four of silence.
const RING_TONES = [440, 480];
const RING_SECONDS = 2;
const RING_EVERY_MS = 6_000;

let audio: AudioContext | undefined;
let wanted = remembered('sound');
let ringing = false;
let rounds: ReturnType<typeof setInterval> | undefined;

// Browsers allow sound only after a person has done something, and a page that rings unasked is a nuisance anyway.
document.onpointerdown = document.onkeydown = () => {
  audio ??= new AudioContext();
};

/** Whether rings and keys are heard. */
export function soundWanted(): boolean {
  return wanted;
}

export function wantSound(on: boolean): void {
  wanted = on;
  remember('sound', on);
  const now = ringing;
  ring(false);
  ring(now);
}

/** Starts or stops ringing. */
export function ring(on: boolean): void {
  if (on === ringing) return;
  ringing = on;
  clearInterval(rounds);
  if (!on || !wanted) return;
  const round = () => play(RING_TONES, RING_SECONDS, 0.04);
  round();
  rounds = setInterval(round, RING_EVERY_MS);
}

/** The two tones of a key. */
export function playKey(key: string): void {
  const place = KEYS.indexOf(key);
  if (wanted) play([ROWS[Math.floor(place / 3)] ?? 0, COLUMNS[place % 3] ?? 0], KEY_SECONDS, 0.06);
}

/** Stands for a sound that a call plays, which nobody has fetched. */
export function playTone(): void {
  if (wanted) play([660], 0.5, 0.04);
}

/** Tones in hertz, together. */
function play(tones: readonly number[], seconds: number, loudness: number): void {
  if (!audio) return;
  const gain = new GainNode(audio, { gain: loudness });
  gain.connect(audio.destination);
  const end = audio.currentTime + seconds;
  // Fades, because a tone that is cut clicks.
  gain.gain.setTargetAtTime(0, end - 0.02, 0.01);
  for (const frequency of tones) {
    const tone = new OscillatorNode(audio, { frequency });
    tone.connect(gain);
    tone.start();
    tone.stop(end + 0.05);
  }
}
