import { ask } from './ask.js';
import { createCallPanel } from './call-panel.js';
import { element } from './element.js';
import { showNumber } from './phone-text.js';
import { createThread } from './thread.js';
import { createTrouble } from './trouble.js';

const BEHAVIORS = {
  manual: 'waits for you',
  answer: 'answers by itself',
  'press-pound': 'answers and presses #',
  voicemail: 'goes to voicemail',
  busy: 'is busy',
  'no-answer': 'is not answered',
  unreachable: 'is switched off',
  'reply-code': 'replies with the code',
  undelivered: 'loses texts',
};

/**
 * One phone: its call, its texts and what it does by itself. Focused, it takes 0-9 * # from the keyboard.
 *
 * @param {string} number
 */
export function createHandset(number) {
  const path = `/phones/${encodeURIComponent(number)}`;
  const { root: trouble, tell } = createTrouble();
  const call = createCallPanel(path, tell);
  const thread = createThread(path, number, tell);
  const behavior = createBehavior((mode) => ask('PUT', `${path}/behavior`, { mode }).then(tell));
  const idle = element('p', { className: 'idle' }, 'Nothing yet. Calls ring here and texts appear here.');
  const root = element(
    'article',
    { className: 'handset', tabIndex: 0, ariaLabel: `Phone ${showNumber(number)}` },
    element('header', {}, element('h2', {}, showNumber(number)), element('label', {}, 'This phone ', behavior)),
    trouble,
    call.root,
    idle,
    thread.root,
  );
  /** @type {any} */
  let view = null;

  /** Presses the key of a keyboard event, if there is a call that could hear it. */
  const take = (/** @type {KeyboardEvent} */ event) => {
    if (!/^[0-9*#]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (view?.call?.status !== 'in-progress') return;
    event.preventDefault();
    void call.press(event.key);
  };
  root.addEventListener('keydown', (event) => {
    if (!/^(INPUT|SELECT|TEXTAREA)$/.test(/** @type {HTMLElement} */ (event.target).tagName)) take(event);
  });

  return {
    root,
    take,
    get view() {
      return view;
    },
    /** @param {any} phone */
    update(phone) {
      view = phone;
      root.classList.toggle('ringing', phone.call?.status === 'ringing');
      if (document.activeElement !== behavior) behavior.value = phone.behavior;
      idle.hidden = phone.call !== null || phone.messages.length > 0;
      call.update(phone.call);
      thread.update(phone);
    },
  };
}

/**
 * What the phone does by itself.
 *
 * @param {(mode: string) => void} onChoice
 */
function createBehavior(onChoice) {
  const options = Object.entries(BEHAVIORS).map(([value, label]) => element('option', { value }, label));
  const select = /** @type {HTMLSelectElement} */ (element('select', {}, ...options));
  select.addEventListener('change', () => onChoice(select.value));
  return select;
}
