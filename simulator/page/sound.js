// The two tones of each key: its row and its column (ITU-T Q.23).
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const KEYS = '123456789*0#';
// How a phone rings in North America: two seconds of sound, four of silence.
const RING_TONES = [440, 480];
const RING_SECONDS = 2;
const RING_EVERY_MS = 6_000;

/** @type {AudioContext | undefined} */
let audio;
let wanted = remembered() !== 'off';
let ringing = false;
/** @type {ReturnType<typeof setInterval> | undefined} */
let rounds;

// Browsers allow sound only after a person has done something, and a page that rings unasked is a nuisance anyway.
for (const type of ['pointerdown', 'keydown']) {
  addEventListener(
    type,
    () => {
      audio ??= new AudioContext();
    },
    { once: true },
  );
}

// In a frame of another site a browser may refuse storage by throwing; sound is then on until the page is left.
function remembered() {
  try {
    return localStorage.getItem('sound');
  } catch {
    return null;
  }
}

/** @param {string} choice */
function remember(choice) {
  try {
    localStorage.setItem('sound', choice);
  } catch {
    // Not remembered, as said above.
  }
}

/** Whether rings are heard. */
export function soundWanted() {
  return wanted;
}

/** @param {boolean} on */
export function wantSound(on) {
  wanted = on;
  remember(on ? 'on' : 'off');
  const now = ringing;
  ring(false);
  ring(now);
}

/**
 * Starts or stops ringing.
 *
 * @param {boolean} on
 */
export function ring(on) {
  if (on === ringing) return;
  ringing = on;
  clearInterval(rounds);
  if (!on || !wanted) return;
  const round = () => play(RING_TONES, RING_SECONDS, 0.04);
  round();
  rounds = setInterval(round, RING_EVERY_MS);
}

/**
 * The tones of a key.
 *
 * @param {string} key
 */
export function playKey(key) {
  const place = KEYS.indexOf(key);
  if (place === -1 || !wanted) return;
  play([ROWS[Math.floor(place / 3)] ?? 0, COLUMNS[place % 3] ?? 0], 0.12, 0.06);
}

/**
 * @param {number[]} tones in hertz
 * @param {number} seconds
 * @param {number} loudness
 */
function play(tones, seconds, loudness) {
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
