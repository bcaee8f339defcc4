/** A text whose callback got no answer is told again: it speaks to whom it spoke then, and to nobody who was asked since. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inboundText } from '../../webhooks/twilio-sms.ts';
import { type Bench, startBench } from '../workers/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

async function ask(id: string, to: string, code?: string): Promise<void> {
  await bench.request(id, { to, channel: 'sms', method: 'reply', subject: id, ...(code !== undefined && { code }) });
  await bench.run(bench.queued.splice(0).at(-1));
}
const text = (From: string, Body: string, sid: string) => ({
  From,
  Body,
  MessageSid: `SM${sid.repeat(32)}`,
  AccountSid: 'AC',
});

/** Takes the text, and ends before the provider hears of it: at the commit, or right behind it. */
async function takeAndFail(form: ReturnType<typeof text>, when: 'before' | 'behind'): Promise<void> {
  const commit: Bench['store']['commit'] = async (...given) => {
    if (when === 'behind') await bench.store.commit(...given);
    throw new Error('Command timed out');
  };
  await expect(inboundText({ ...bench.deps, store: { ...bench.store, commit } })(form, {})).rejects.toThrow(
    'timed out',
  );
}

it('a 0 denies what was asked when it was sent, and not what is asked since', async () => {
  await ask('text-first-1', '+14155550100');
  const form = text('+14155550100', '0', '1');
  await takeAndFail(form, 'behind');
  await ask('text-since-1', '+14155550100');
  await inboundText(bench.deps)(form, {});
  expect((await bench.challenge('text-first-1'))?.status).toBe('denied');
  expect((await bench.challenge('text-since-1'))?.status).toBe('open');
});

it('a code costs nothing of what is asked since', async () => {
  await ask('text-first-2', '+14155550101', '123456');
  const form = text('+14155550101', '123456', '2');
  await takeAndFail(form, 'behind');
  await ask('text-since-2', '+14155550101', '654321');
  await inboundText(bench.deps)(form, {});
  expect((await bench.challenge('text-first-2'))?.status).toBe('approved');
  expect(await bench.challenge('text-since-2')).toMatchObject({ status: 'open', wrongCodes: 0 });
});

it('what nothing had come of yet comes of it when it is told again', async () => {
  await ask('text-first-3', '+14155550102', '123456');
  const form = text('+14155550102', '123456', '3');
  await takeAndFail(form, 'before');
  expect((await bench.challenge('text-first-3'))?.status).toBe('open');
  await inboundText(bench.deps)(form, {});
  expect((await bench.challenge('text-first-3'))?.status).toBe('approved');
});
