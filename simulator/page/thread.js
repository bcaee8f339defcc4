import { ask } from './ask.js';
import { element } from './element.js';
import { codeIn, copy, showNumber } from './phone-text.js';

/**
 * The texts of a phone, with a reply box.
 *
 * @param {string} path of the phone in the control API
 * @param {string} number of the phone
 * @param {(trouble: string | null) => void} tell shows what did not work
 */
export function createThread(path, number, tell) {
  const list = element('div', { className: 'texts', role: 'log', ariaLabel: 'Texts', tabIndex: 0 });
  const { form, to } = createReply((text) => ask('POST', `${path}/texts`, text).then(tell));
  const root = element('div', { className: 'thread' }, list, form);
  /** @type {string[]} */
  let shown = [];

  /** @param {any} phone */
  function update(phone) {
    const sids = phone.messages.map((/** @type {any} */ text) => text.sid);
    const begin = shown[0] === sids[0] ? shown.length : 0;
    if (begin === 0) list.replaceChildren();
    for (const text of phone.messages.slice(begin)) list.append(showText(text, number));
    if (begin < sids.length) list.scrollTop = list.scrollHeight;
    shown = sids;
    list.hidden = sids.length === 0;
    const last = phone.messages.findLast((/** @type {any} */ text) => text.to === number);
    const partner = last?.from ?? phone.call?.from;
    if (partner && to.value === '') to.value = showNumber(partner);
    if (last && document.activeElement !== to) to.value = showNumber(last.from);
  }
  return { root, update };
}

/**
 * To whom and what.
 *
 * @param {(text: { to: string, body: string }) => void} onSend
 */
function createReply(onSend) {
  const field = (/** @type {object} */ more) =>
    /** @type {HTMLInputElement} */ (element('input', { required: true, autocomplete: 'off', ...more }));
  const to = field({ type: 'tel', ariaLabel: 'To', placeholder: '+1 202 555 0142' });
  const body = field({ maxLength: 1600, ariaLabel: 'Text', placeholder: 'Text message' });
  const form = element(
    'form',
    { className: 'reply' },
    element('label', { className: 'to' }, 'To ', to),
    body,
    element('button', { type: 'submit' }, 'Send'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onSend({ to: to.value.replace(/[^\d+]/g, ''), body: body.value });
    body.value = '';
  });
  return { form, to };
}

/**
 * @param {any} text
 * @param {string} number
 */
function showText(text, number) {
  const mine = text.from === number;
  const code = mine ? null : codeIn(text.body);
  const time = new Date(text.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const partner = mine ? `to ${showNumber(text.to)}` : `from ${showNumber(text.from)}`;
  const bubble = element('div', { className: mine ? 'text mine' : 'text' }, element('p', {}, text.body));
  if (code !== null) {
    const button = element('button', { type: 'button', className: 'quiet' }, `Copy ${code}`);
    button.addEventListener('click', async () => {
      button.textContent = (await copy(code)) ? 'Copied' : 'Could not copy';
      setTimeout(() => {
        button.textContent = `Copy ${code}`;
      }, 2_000);
    });
    bubble.append(button);
  }
  bubble.append(element('p', { className: 'small' }, `${partner} · ${time}`));
  return bubble;
}
