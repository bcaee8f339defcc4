import http from 'node:http';
import { freePort } from '../script/free-port.mjs';
import type { Figures, Size } from './cases.ts';
import { type Asked, ask, openStream, tails, timeAll } from './http-load.ts';
import { type Measured, start } from './processes.ts';
import { startRig } from './world.ts';

const listeners = 1_000;
const idle = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The doors of auth servers: asking, checking, following and waiting, each by itself on one gateway. */
export async function httpDoors({ count }: Size): Promise<Figures> {
  const rig = await startRig('poundkey', {}, 'silent');
  const at = `${rig.apiUrl}/v1/challenges`;
  const creating = (name: string, number: number): Asked => ({
    ...{ method: 'POST', url: at },
    body: {
      ...{ id: `${name}-${number}`, to: `+1415${5_500_000 + number}`, subject: `${name}-${number}` },
      ...{ channel: 'sms', method: 'code', lifetimeSeconds: 600 },
    },
  });
  const many = (name: string, total: number) => Array.from({ length: total }, (_, number) => creating(name, number));
  await timeAll(many('warm-up', count / 4));
  const created = await timeAll(many('created', count));
  const checks = Array.from({ length: count }, (_, number): Asked => {
    return { method: 'POST', url: `${at}/created-${number}/check`, body: { code: 'wrong' } };
  });
  const checked = await timeAll(checks);
  const followed = await fanOut(at, creating('followed', 0));
  await timeAll(many('polled', 1));
  const bytes = await bytesPerWait(rig.gateway, `${at}/polled-0?wait=20`);
  await rig.stop();
  return {
    ...tails('create', created),
    ...tails('check', checked),
    ...tails('fanOut', followed),
    bytesPerLongPoll: bytes,
  };
}

/** From the request that ends a challenge until each of its listeners has heard so. */
async function fanOut(at: string, creating: Asked): Promise<number[]> {
  const agent = new http.Agent({ keepAlive: false });
  const { text } = await ask(creating, agent);
  const url = `${at}/${(JSON.parse(text) as { id: string }).id}`;
  // A stream shows nothing before something has happened: the text has been sent by then.
  const streams = await Promise.all(Array.from({ length: listeners }, () => openStream(`${url}/events`, agent)));
  const began = performance.now();
  await ask({ method: 'POST', url: `${url}/cancel` }, agent);
  const ends = await Promise.all(streams.map(({ ended }) => ended));
  return ends.map((end) => end - began).sort((left, right) => left - right);
}

/** What the process grows by for each read that waits; the first thousand only make it as large as it once gets. */
async function bytesPerWait(gateway: Measured, url: string): Promise<number> {
  const agent = new http.Agent({ keepAlive: false });
  const waiting = Array.from({ length: listeners }, () => ask({ method: 'GET', url }, agent));
  await idle(2_000);
  const before = gateway.residentBytes();
  waiting.push(...Array.from({ length: listeners }, () => ask({ method: 'GET', url }, agent)));
  await idle(2_000);
  const grown = gateway.residentBytes() - before;
  await ask({ method: 'POST', url: url.replace(/\?.*/, '/cancel') }, agent);
  await Promise.all(waiting);
  return grown / listeners;
}

/** The same requests to a server that does nothing. */
export async function bareExpress({ count }: Size): Promise<Figures> {
  const port = await freePort();
  const express = await start('express-hello.ts', [String(port)]);
  const asked = Array.from({ length: count }, (): Asked => ({ method: 'GET', url: `http://127.0.0.1:${port}/` }));
  await timeAll(asked.slice(0, count / 4));
  const answered = await timeAll(asked);
  await express.stop();
  return tails('answer', answered);
}
