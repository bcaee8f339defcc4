import type { LiveMessage } from './state.ts';
import workerAddress from './stream-worker.ts?worker&url';

/**
 * The live stream of the simulator, one per browser: tabs share it through a worker, because a browser keeps only six
 * HTTP/1.1 connections to one host and a seventh tab would freeze. Without shared workers each tab has its own.
 */
export function listenToSimulator(hear: (message: LiveMessage) => void): void {
  const worker = startWorker();
  worker.onmessage = ({ data }) => hear(data);
  worker.postMessage('hello');
  addEventListener('pagehide', () => worker.postMessage('bye'));
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) worker.postMessage('hello');
  });
}

type Line = { onmessage: ((event: MessageEvent) => void) | null; postMessage(message: string): void };

function startWorker(): Line {
  const options = { type: 'module' } as const;
  return typeof SharedWorker === 'undefined'
    ? new Worker(workerAddress, options)
    : new SharedWorker(workerAddress, options).port;
}
