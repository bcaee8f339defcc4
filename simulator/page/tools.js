import { ask } from './ask.js';
import { element } from './element.js';
import { createTrouble } from './trouble.js';

const REQUEST_FAULTS = {
  429: 'refused: 429',
  500: 'refused: 500',
  reset: 'connection cut',
  garbage: 'answered with a web page',
  'accept-then-500': 'carried out, but told 500',
  'accept-then-reset': 'carried out, then cut',
};
const CALLBACK_FAULTS = {
  lose: 'lost',
  duplicate: 'sent twice',
  delay: '5 seconds late',
  reorder: 'swapped with the one after it',
};
const EXAMPLE = `curl -X PUT ${location.origin}/simulator/v1/faults -d '{
  "seed": 7, "latencyMs": 200,
  "requests":  [{ "fault": "500", "probability": 0.1 }],
  "callbacks": [{ "fault": "lose", "next": 1, "status": "completed" }] }'`;

/**
 * The clock, the faults and the reset.
 *
 * @param {HTMLElement} root
 */
export function createTools(root) {
  /** @type {any} */
  let faults = { latencyMs: 0, requests: [], callbacks: [] };
  const { root: trouble, tell } = createTrouble();
  const put = async (/** @type {object} */ change) => tell(await ask('PUT', '/faults', { ...faults, ...change }));
  const advance = (/** @type {number} */ seconds) => async () => tell(await ask('POST', '/clock/advance', { seconds }));
  const on = element('p', { className: 'faults-on' });
  const addFault = (/** @type {string} */ list) => (/** @type {string} */ fault) =>
    put({ [list]: [...faults[list], { fault, next: 1 }] });
  const clear = () => put({ latencyMs: 0, requests: [], callbacks: [] });
  root.append(
    element(
      'div',
      { className: 'tool-row' },
      element('span', { className: 'hint' }, 'Clock'),
      element('button', { type: 'button', className: 'quiet', onclick: advance(10) }, '+10 s'),
      element('button', { type: 'button', className: 'quiet', onclick: advance(60) }, '+1 min'),
      element('button', { type: 'button', className: 'quiet', onclick: advance(600) }, '+10 min'),
      element(
        'button',
        { type: 'button', className: 'quiet', onclick: async () => tell(await ask('POST', '/reset')) },
        'Forget everything',
      ),
    ),
    trouble,
    on,
    element(
      'details',
      {},
      element('summary', {}, 'Make it misbehave'),
      element('p', { className: 'hint' }, 'Each choice strikes once, the next time it can.'),
      chooser('The next API request is', REQUEST_FAULTS, addFault('requests')),
      chooser('The next status callback is', CALLBACK_FAULTS, addFault('callbacks')),
      element('button', { type: 'button', className: 'quiet', onclick: clear }, 'Behave again'),
      element('p', { className: 'hint' }, 'More at a time, by chance or by status, over the control API:'),
      element('pre', { tabIndex: 0 }, EXAMPLE),
    ),
  );
  return {
    /** @param {any} now */
    update(now) {
      faults = now;
      on.textContent = describe(now);
      on.hidden = on.textContent === '';
    },
  };
}

/**
 * @param {string} label
 * @param {Record<string, string>} options
 * @param {(value: string) => void} onChoice
 */
function chooser(label, options, onChoice) {
  const select = /** @type {HTMLSelectElement} */ (
    element(
      'select',
      {},
      element('option', { value: '' }, 'as usual'),
      ...Object.entries(options).map(([value, words]) => element('option', { value }, words)),
    )
  );
  select.addEventListener('change', () => {
    if (select.value !== '') onChoice(select.value);
    select.value = '';
  });
  return element('label', { className: 'chooser' }, `${label} `, select);
}

/** @param {any} faults */
function describe({ latencyMs, requests, callbacks }) {
  const often = (/** @type {any} */ rule) =>
    rule.next === undefined ? `${rule.probability * 100} %` : `next ${rule.next}`;
  const parts = [
    ...(latencyMs > 0 ? [`answers ${latencyMs} ms late`] : []),
    ...requests.map((/** @type {any} */ rule) => `request ${rule.fault} (${often(rule)})`),
    ...callbacks.map((/** @type {any} */ rule) => `callback ${rule.fault} (${often(rule)})`),
  ];
  return parts.length > 0 ? `Misbehaving: ${parts.join(', ')}` : '';
}
