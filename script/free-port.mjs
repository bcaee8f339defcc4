// Used by the demo, by the tests and by the measurements: a port that is known before anything listens on it.
import { once } from 'node:events';
import { createServer } from 'node:net';

// Below the ports that Linux (from 32,768), macOS and Windows (from 49,152) give to outgoing connections: one of those
// would be taken now and then by somebody's connection between this look and the listener it is meant for.
const FIRST = 10_000;
const END = 32_768;
// The one among them that `fetch` and browsers refuse to ask (fetch.spec.whatwg.org, port blocking).
const UNFETCHED = 10_080;

/** @type {Set<number>} */
const given = new Set();

/** A port of 127.0.0.1 that is free now, the same one never twice in a process. */
export async function freePort() {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (END - FIRST));
    if (port === UNFETCHED || given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

/** Whether something could listen on this port of 127.0.0.1 now. */
async function isFree(port) {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
