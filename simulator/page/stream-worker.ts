// Runs once per browser: holds the one stream and hands every event to every tab. Where the browser has no shared workers it
// runs once per tab and has only that one.
import type { LiveMessage } from './state.ts';

type Tab = Pick<MessagePort, 'postMessage' | 'onmessage'>;

const TYPES = ['snapshot', 'phone', 'wire', 'faults', 'reset'] as const;
const AGAIN_MS = 1_000;

const tabs = new Set<Tab>();
let source: EventSource | undefined;

addEventListener('connect', ({ ports }: MessageEventInit) => {
  for (const port of ports ?? []) serve(port);
});
if (!('onconnect' in self)) serve(self as unknown as Tab);

function serve(tab: Tab): void {
  tab.onmessage = ({ data }) => {
    if (data === 'hello') tabs.add(tab);
    else tabs.delete(tab);
    open();
  };
}

/** A stream that is opened anew begins with a picture of everything, which is what a new tab needs and no other minds. */
function open(): void {
  source?.close();
  if (tabs.size === 0) return;
  const opened = new EventSource('../simulator/v1/events');
  source = opened;
  opened.onopen = () => tell({ type: 'connection', data: 'live' });
  opened.onerror = () => {
    tell({ type: 'connection', data: 'lost' });
    // The browser comes back by itself from everything but a refusal.
    if (opened.readyState !== EventSource.CLOSED) return;
    setTimeout(() => {
      if (opened === source) open();
    }, AGAIN_MS);
  };
  for (const type of TYPES) opened.addEventListener(type, ({ data }) => tell({ type, data: JSON.parse(data) }));
}

function tell(message: LiveMessage): void {
  for (const tab of tabs) tab.postMessage(message);
}
