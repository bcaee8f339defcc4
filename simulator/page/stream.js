/**
 * The live stream of the simulator, one per browser: tabs share it through a worker, because a browser keeps only six
 * HTTP/1.1 connections to one host and a seventh tab would freeze. Without shared workers each tab has its own.
 *
 * @param {(type: string, data: any) => void} onEvent `snapshot`, `phone`, `wire`, `faults`, `reset`, `connection`
 */
export function listenToSimulator(onEvent) {
  if (typeof SharedWorker === 'undefined') {
    listenAlone(onEvent);
    return;
  }
  const worker = new SharedWorker('stream-worker.js', { name: 'simulator-stream' });
  worker.port.addEventListener('message', ({ data }) => onEvent(data.type, data.data));
  worker.port.start();
  worker.port.postMessage('hello');
  addEventListener('pagehide', () => worker.port.postMessage('bye'));
  addEventListener('pageshow', (event) => {
    if (event.persisted) worker.port.postMessage('hello');
  });
}

/** @param {(type: string, data: any) => void} onEvent */
function listenAlone(onEvent) {
  const source = new EventSource('simulator/v1/events');
  source.addEventListener('open', () => onEvent('connection', 'live'));
  source.addEventListener('error', () => {
    onEvent('connection', 'lost');
    // The browser comes back by itself from everything but a refusal.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listenAlone(onEvent), 2_000);
  });
  for (const type of ['snapshot', 'phone', 'wire', 'faults', 'reset']) {
    source.addEventListener(type, (event) => onEvent(type, JSON.parse(event.data)));
  }
}
