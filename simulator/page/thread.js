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
  const to = /** @type {HTMLInputElement} */ (
    element('input', {
      name: 'to',
      type: 'tel',
      required: true,
      autocomplete: 'off',
      ariaLabel: 'To',
      placeholder: '+1 202 555 0142',
    })
  );
  const body = /** @type {HTMLInputElement} */ (
    element('input', {
      name: 'body',
      required: true,
      maxLength: 1600,
      autocomplete: 'off',
      ariaLabel: 'Text',
      placeholder: 'Text message',
    })
  );
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const text = { to: to.value.replace(/[^\d+]/g, ''), body: body.value };
    body.value = '';
    tell(await ask('POST', `${path}/texts`, text));
  };
  const form = element(
    'form',
    { className: 'reply', onsubmit: send },
    element('label', { className: 'to' }, 'To ', to),
    body,
    element('button', { type: 'submit' }, 'Send'),
  );
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
