import { ask } from './ask.js';
import { element } from './element.js';
import { createKeypad } from './keypad.js';
import { showNumber } from './phone-text.js';
import { playKey } from './sound.js';

const STATUS = {
  queued: 'About to ring',
  initiated: 'About to ring',
  ringing: 'Ringing',
  'in-progress': 'On the call',
  completed: 'Call ended',
  busy: 'Declined or busy',
  'no-answer': 'Not answered',
  failed: 'Could not be reached',
  canceled: 'Caller hung up before an answer',
};

/**
 * The call on a phone: ringing, talking with captions and keypad, or what was said last.
 *
 * @param {string} path of the phone in the control API
 * @param {(trouble: string | null) => void} tell shows what did not work
 */
export function createCallPanel(path, tell) {
  const act = (/** @type {string} */ what) => async () => tell(await ask('POST', `${path}/${what}`));
  const press = async (/** @type {string} */ key) => {
    playKey(key);
    tell(await ask('POST', `${path}/keys`, { digits: key }));
  };
  const status = element('p', { className: 'call-status', role: 'status' });
  const from = element('p', { className: 'call-from' });
  const answer = element('button', { type: 'button', className: 'answer', onclick: act('answer') }, 'Answer');
  const decline = element('button', { type: 'button', className: 'decline', onclick: act('decline') }, 'Decline');
  const choice = element('div', { className: 'choice' }, decline, answer);
  const captions = element('div', { className: 'captions', role: 'log', ariaLabel: 'What the call says', tabIndex: 0 });
  const keypad = createKeypad(press);
  const hangup = element('button', { type: 'button', className: 'decline', onclick: act('hangup') }, 'Hang up');
  const talking = element('div', { className: 'talking' }, keypad, hangup);
  const root = element('div', { className: 'call' }, status, from, captions, choice, talking);
  const shown = { sid: '', captions: 0 };

  /** @param {any} call */
  function update(call) {
    root.hidden = call === null;
    if (call === null) return;
    root.dataset['status'] = call.status;
    const label = call.waitingForKeys
      ? 'Listening for keys'
      : (STATUS[/** @type {'busy'} */ (call.status)] ?? call.status);
    if (status.textContent !== label) status.textContent = label;
    from.textContent = `from ${showNumber(call.from)}`;
    choice.hidden = call.status !== 'ringing';
    talking.hidden = call.status !== 'in-progress';
    showCaptions(captions, shown, call);
    captions.hidden = call.captions.length === 0;
  }
  return { root, update, press, focus: () => answer.focus() };
}

/**
 * Adds only what is new, so that a screen reader reads each line once.
 *
 * @param {HTMLElement} log
 * @param {{ sid: string, captions: number }} shown
 * @param {any} call
 */
function showCaptions(log, shown, call) {
  if (shown.sid !== call.sid || call.captions.length < shown.captions) {
    log.replaceChildren();
    shown.sid = call.sid;
    shown.captions = 0;
  }
  for (const { kind, text, language } of call.captions.slice(shown.captions)) {
    const words = kind === 'keys' ? `You pressed ${text}` : text;
    log.append(element('p', { className: `caption ${kind}`, ...(language ? { lang: language } : {}) }, words));
  }
  if (call.captions.length > shown.captions) log.scrollTop = log.scrollHeight;
  shown.captions = call.captions.length;
}
