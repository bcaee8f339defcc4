import { ask } from './ask.js';
import { element } from './element.js';
import { createHandset } from './handset.js';
import { showNumber } from './phone-text.js';
import { ring, soundWanted, wantSound } from './sound.js';
import { listenToSimulator } from './stream.js';
import { createTools } from './tools.js';
import { createWire } from './wire.js';

const TITLE = document.title;
/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {Map<string, ReturnType<typeof createHandset>>} */
const handsets = new Map();
const wire = createWire(byId('wire'));
const tools = createTools(byId('tools'));

listenToSimulator((type, data) => {
  if (type === 'connection')
    byId('connection').textContent = data === 'live' ? 'Live' : 'Connection lost, trying again…';
  if (type === 'snapshot') showEverything(data);
  if (type === 'phone') showPhone(data);
  if (type === 'wire') wire.update(data);
  if (type === 'faults') tools.update(data);
  if (type === 'reset') showEverything({ phones: [], wire: [] });
  showAttention();
});

/** @param {any} all */
function showEverything(all) {
  const numbers = new Set(all.phones.map((/** @type {any} */ phone) => phone.number));
  for (const [number, handset] of handsets) {
    if (numbers.has(number)) continue;
    handset.root.remove();
    handsets.delete(number);
  }
  for (const phone of all.phones) showPhone(phone);
  wire.clear();
  for (const entry of all.wire) wire.update(entry);
  if (all.faults) tools.update(all.faults);
  if (all.accountSid) showAccount(all);
}

/** @param {any} phone */
function showPhone(phone) {
  let handset = handsets.get(phone.number);
  if (!handset) {
    handset = createHandset(phone.number);
    handsets.set(phone.number, handset);
    byId('phones').append(handset.root);
  }
  handset.update(phone);
}

/** What a person must notice from another tab or the other end of the page. */
function showAttention() {
  const ringing = [...handsets.values()].filter((handset) => handset.view?.call?.status === 'ringing');
  ring(ringing.length > 0);
  document.title = ringing.length > 0 ? `☎ ${showNumber(ringing[0]?.view.number)} rings` : TITLE;
  byId('empty').hidden = handsets.size > 0;
}

/** @param {any} all */
function showAccount({ accountSid, inboundUrl }) {
  const facts = {
    'API base address': location.origin,
    'Account SID': accountSid,
    'Texts from phones go to': inboundUrl ?? 'nowhere',
  };
  byId('account').replaceChildren(
    ...Object.entries(facts).flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
}

// With the focus nowhere, keys go to the one phone that is in a call.
document.addEventListener('keydown', (event) => {
  if (event.target !== document.body) return;
  const talking = [...handsets.values()].filter((handset) => handset.view?.call?.status === 'in-progress');
  if (talking.length === 1) talking[0]?.take(event);
});

byId('add-phone').addEventListener('submit', async (event) => {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (byId('new-number'));
  const typed = field.value;
  const number = typed.replace(/[^\d+]/g, '');
  const trouble = await ask('GET', `/phones/${encodeURIComponent(number)}`);
  // Meanwhile something else was typed, and the answer is not about that.
  if (field.value !== typed) return;
  field.setCustomValidity(trouble ?? '');
  if (trouble !== null) field.reportValidity();
  else {
    field.value = '';
    handsets.get(number.startsWith('+') ? number : `+${number}`)?.root.focus();
  }
});
byId('new-number').addEventListener('input', (event) =>
  /** @type {HTMLInputElement} */ (event.target).setCustomValidity(''),
);

const sound = byId('sound');
const showSound = () => {
  sound.textContent = soundWanted() ? 'Sound on' : 'Sound off';
};
sound.addEventListener('click', () => {
  wantSound(!soundWanted());
  showSound();
});
showSound();
