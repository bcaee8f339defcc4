// Runs once per browser: holds the one stream and hands every event to every tab.

/** @type {Set<MessagePort>} */
const tabs = new Set();
/** @type {EventSource | undefined} */
let source;

/**
 * @param {string} type
 * @param {unknown} data
 */
function tell(type, data) {
  for (const tab of tabs) tab.postMessage({ type, data });
}

/** A stream that is opened anew begins with a picture of everything, which is what a new tab needs and no other minds. */
function open() {
  source?.close();
  const opened = new EventSource('simulator/v1/events');
  source = opened;
  opened.addEventListener('open', () => tell('connection', 'live'));
  opened.addEventListener('error', () => {
    tell('connection', 'lost');
    // The browser comes back by itself from everything but a refusal.
    if (opened.readyState === EventSource.CLOSED && opened === source) setTimeout(open, 2_000);
  });
  for (const type of ['snapshot', 'phone', 'wire', 'faults', 'reset']) {
    opened.addEventListener(type, (event) => tell(type, JSON.parse(event.data)));
  }
}

addEventListener('connect', (event) => {
  const [tab] = /** @type {MessageEvent} */ (event).ports;
  tab.addEventListener('message', ({ data }) => {
    if (data === 'hello') {
      tabs.add(tab);
      open();
      return;
    }
    tabs.delete(tab);
    if (tabs.size === 0) source?.close();
  });
  tab.start();
});
