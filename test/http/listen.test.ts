import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../src/listen.ts';
import { startWorld } from '../support/gateway.ts';

const anywhere = { host: '127.0.0.1', port: 0, setting: 'POUNDKEY_PORT' };
/** A listener, and a promise of the first request that reaches it. */
async function serving(handle: RequestListener = () => undefined) {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const listener = await listen((request, response) => {
    handle(request, response);
    resolve();
  }, anywhere);
  return { listener, asked };
}
const timed = async (work: Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work;
  return performance.now() - began;
};

describe('a listener', () => {
  it('tells which setting to change when the port is taken, or is not to be had', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    await expect(listen(() => undefined, { ...anywhere, port })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken by another program: set POUNDKEY_PORT to another.`,
    );
    await expect(listen(() => undefined, { ...anywhere, host: '192.0.2.1' })).rejects.toThrow(
      'Port 0 on 192.0.2.1 cannot be listened on (EADDRNOTAVAIL): set POUNDKEY_PORT to another.',
    );
  });

  it('finishes what was asked before it closes, and takes nothing new meanwhile', async () => {
    const { promise: may, resolve: answer } = Promise.withResolvers<void>();
    const { listener, asked } = await serving(async (_request, response) => {
      await may;
      response.end('done');
    });
    const slow = fetch(listener.url);
    await asked;
    const closed = listener.close(10_000);
    await expect(fetch(listener.url)).rejects.toThrow();
    answer();
    expect(await (await slow).text()).toBe('done');
    await closed;
  });

  it('is not held open by a connection that is kept alive', async () => {
    const { listener } = await serving((_request, response) => response.end());
    const idle = connect(Number(new URL(listener.url).port), '127.0.0.1');
    onTestFinished(() => void idle.destroy());
    idle.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => idle.once('data', resolve));
    expect(await timed(listener.close(10_000))).toBeLessThan(5_000);
  });

  it('cuts off what takes longer than its deadline', async () => {
    const { listener, asked } = await serving();
    const hanging = fetch(listener.url);
    const broken = expect(hanging).rejects.toThrow();
    await asked;
    const ms = await timed(listener.close(200));
    expect(ms).toBeGreaterThanOrEqual(190);
    expect(ms).toBeLessThan(5_000);
    await broken;
  });
});

describe('a body that comes too slowly', () => {
  it('is cut off with 408, and whoever reads it is told', async () => {
    const quick = { requestTimeout: 50, headersTimeout: 50, connectionsCheckingInterval: 10 };
    const { promise: failed, resolve } = Promise.withResolvers<unknown>();
    const app = express().use(express.json());
    app.use(((error, _request, _response, _next) => resolve(error)) as ErrorRequestHandler);
    const listener = await listen(app, anywhere, quick);
    onTestFinished(() => listener.close(0));
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1');
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n';
    socket.write(`${head}{"to":`);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(await failed).toMatchObject({ type: 'request.aborted' });
  });
});

describe('a gateway that is told to stop', () => {
  it('cuts off reads that wait, in time, and leaves the challenge for the others', async () => {
    const world = await startWorld();
    const request = { id: 'listen-stop-1', to: '+14155550100', channel: 'voice', method: 'pound' };
    await world.request('POST', '/v1/challenges', request);
    await world.simulator.phone('+14155550100').waitForCall();
    const waiting = world.request('GET', '/v1/challenges/listen-stop-1?wait=60');
    const broken = expect(waiting).rejects.toThrow();
    // One that was asked later has waited its second, so that one is waiting too.
    await world.request('GET', '/v1/challenges/listen-stop-1?wait=1');
    expect(await timed(world.gateway.stop(1_000))).toBeLessThan(5_000);
    await broken;
    await expect(fetch(`${world.api}/livez`)).rejects.toThrow();
    await expect(fetch(world.webhooks)).rejects.toThrow();
    const kept = await world.client.keys('poundkey:*:challenge:listen-stop-1');
    expect(kept).toHaveLength(1);
    expect(world.simulator.phone('+14155550100').call()?.status).toBe('ringing');
    await world.stop();
  });
});
