import { element } from './element.js';
import { showNumber } from './phone-text.js';

const SHOWN_MAX = 200;
const KIND = {
  rest: 'API',
  document: 'TwiML',
  'call-status': 'call status',
  'text-status': 'text status',
  'inbound-text': 'inbound text',
  'machine-detection': 'machine detection',
};

/**
 * The list of requests, newest first. An entry comes when its request begins and again when it has ended.
 *
 * @param {HTMLElement} list
 */
export function createWire(list) {
  /** @type {Map<number, HTMLElement>} */
  const items = new Map();

  /** @param {any} entry */
  function update(entry) {
    const item = showEntry(entry);
    const old = items.get(entry.id);
    const wasOpen = old?.querySelector('details')?.open ?? false;
    items.set(entry.id, item);
    if (old) old.replaceWith(item);
    else list.prepend(item);
    const details = item.querySelector('details');
    if (details) details.open = wasOpen;
    if (items.size <= SHOWN_MAX) return;
    const [oldest] = items.keys();
    if (oldest === undefined) return;
    items.get(oldest)?.remove();
    items.delete(oldest);
  }

  return {
    update,
    clear() {
      items.clear();
      list.replaceChildren();
    },
  };
}

/** @param {any} entry */
function showEntry(entry) {
  const bad = entry.error !== null || entry.status >= 400;
  const outcome = entry.error ? 'failed' : (entry.status ?? '…');
  const url = new URL(entry.url, location.href);
  const summary = element(
    'summary',
    {},
    element('time', {}, new Date(entry.at).toLocaleTimeString([], { hour12: false })),
    element(
      'span',
      { className: 'way', ariaLabel: entry.direction === 'in' ? 'from the application' : 'to the application' },
      entry.direction === 'in' ? '←' : '→',
    ),
    element('span', { className: 'kind' }, KIND[/** @type {'rest'} */ (entry.kind)] ?? entry.kind),
    element('span', { className: 'what' }, whatIt(entry, url)),
    element('span', { className: bad ? 'outcome bad' : 'outcome' }, String(outcome)),
  );
  const facts = Object.entries(entry.fields).flatMap(([name, value]) => [
    element('dt', {}, name),
    element('dd', {}, [value].flat().join(', ')),
  ]);
  return element(
    'li',
    {},
    element(
      'details',
      {},
      summary,
      element('p', { className: 'address' }, `${entry.method} ${entry.url}`),
      ...notes(entry).map((note) => element('p', { className: 'note' }, note)),
      element('dl', {}, ...facts),
      ...(entry.answer ? [element('pre', { tabIndex: 0 }, entry.answer)] : []),
    ),
  );
}

/**
 * The one thing to know of an entry at a glance, and whose phone it is about.
 *
 * @param {any} entry
 * @param {URL} url
 */
function whatIt(entry, url) {
  const { To, From } = entry.fields;
  const phone = entry.kind === 'inbound-text' ? From : To;
  return [gist(entry, url), phone && showNumber([phone].flat()[0])].filter(Boolean).join(' · ');
}

/**
 * @param {any} entry
 * @param {URL} url
 */
function gist(entry, url) {
  const { CallStatus, MessageStatus, Digits, Body } = entry.fields;
  if (entry.kind === 'rest') return `${entry.method} ${url.pathname.split('/').slice(4).join('/')}`;
  if (entry.kind === 'call-status') return CallStatus;
  if (entry.kind === 'text-status') return MessageStatus;
  if (entry.kind === 'inbound-text') return `“${Body}”`;
  return Digits === undefined ? url.pathname : `${url.pathname} with ${Digits === '' ? 'no keys' : `keys ${Digits}`}`;
}

/** @param {any} entry */
function notes(entry) {
  return [
    entry.error && `No answer: ${entry.error}`,
    entry.fault && `Fault switched on: ${entry.fault}`,
    entry.attempt > 1 && `Retry ${entry.attempt - 1}`,
    entry.signature && `X-Twilio-Signature: ${entry.signature}`,
    entry.durationMs !== null && `${entry.durationMs} ms`,
  ].filter(Boolean);
}
