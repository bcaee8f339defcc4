import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { PHONE, setUp, statuses } from '../set-up.ts';

it('holds a callback until the one before it is answered, and the call goes on meanwhile', async () => {
  const { simulator, app, call } = await setUp();
  const unanswered: ServerResponse[] = [];
  app.on('/status', (_request, res) => void unanswered.push(res));
  await call();
  await simulator.phone(PHONE).waitForCall();
  simulator.phone(PHONE).decline();
  await simulator.phone(PHONE).waitForHangup();
  await app.until('/status');
  expect(simulator.requests().filter((entry) => entry.kind === 'call-status')).toHaveLength(1);
  for (const told of [['initiated'], ['initiated', 'ringing'], ['initiated', 'ringing', 'busy']]) {
    await app.until('/status', told.length);
    expect(statuses(app)).toEqual(told);
    unanswered.at(-1)?.writeHead(204).end();
  }
});

it('goes on after a callback that nobody took', async () => {
  const { simulator, app, call } = await setUp();
  app.on(
    '/status',
    ({ fields }, res) => void (fields['CallStatus'] === 'initiated' ? res.destroy() : res.writeHead(500).end()),
  );
  simulator.phone(PHONE).behave('no-answer');
  await call();
  await app.until('/status', 3);
  expect(statuses(app)).toEqual(['initiated', 'ringing', 'no-answer']);
});
