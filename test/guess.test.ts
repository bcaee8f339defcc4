import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pinHash } from './challenge/given.ts';
import { callBack, placed } from './support/callbacks.ts';
import { startWorld, type World } from './support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const codeIn = (body: string): string => /\d{4,8}/.exec(body)?.[0] ?? '';
const other = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** A new texted code, and the way to try it. */
async function texted(to: string, subject: string) {
  const created = await world.request('POST', '/v1/challenges', { to, channel: 'sms', method: 'code', subject });
  if (created.status !== 202) return { created, code: '', check: async (_code: string) => created };
  const { body } = await world.simulator.phone(to).waitForText();
  const check = (code: string) => world.request('POST', `/v1/challenges/${created.body['id']}/check`, { code });
  return { created, code: codeIn(body), check };
}

describe('guesses over many challenges', () => {
  it('end after ten failures of one number, whoever it is said to belong to, also for the right code', async () => {
    const to = '+14155550500';
    const open = await texted(to, 'guess-subject-of-the-first');
    for (let challenge = 0; challenge < 2; challenge++) {
      const { code, check } = await texted(to, `guess-subject-${challenge}`);
      for (let wrong = 0; wrong < 5; wrong++) expect((await check(other(code))).status).toBe(200);
    }
    const refused = await texted(to, 'guess-subject-2');
    expect(refused.created).toMatchObject({ status: 429, body: { code: 'rate-limited', limit: 'failuresPerDay' } });
    // One that was asked before cannot be guessed at any more either, not even rightly; its tries are not touched.
    expect(await open.check(open.code)).toMatchObject({ status: 429, body: { code: 'rate-limited' } });
    const view = await world.request('GET', `/v1/challenges/${open.created.body['id']}`);
    expect(view.body).toMatchObject({ triesLeft: 5 });
  });

  it('end after ten failures of one subject, whatever numbers it is given', async () => {
    const subject = 'guess-same-subject';
    for (let challenge = 1; challenge <= 2; challenge++) {
      const { code, check } = await texted(`+1415555051${challenge}`, subject);
      for (let wrong = 0; wrong < 5; wrong++) await check(other(code));
    }
    const refused = await texted('+14155550513', subject);
    expect(refused.created).toMatchObject({ status: 429, body: { code: 'rate-limited', limit: 'failuresPerDay' } });
  });

  it('refused over the queue are told so, and nobody is texted', async () => {
    await world.enqueue('guess-by-queue-1', { to: '+14155550500', channel: 'sms', method: 'code' });
    expect(await world.closed('guess-by-queue-1')).toMatchObject({ status: 'failed', reason: 'rate-limited' });
  });

  it('that were right cost nothing: a person who signs in all day is never locked out', async () => {
    for (let time = 0; time < 12; time++) {
      const { code, check } = await texted('+14155550520', 'guess-busy-person');
      expect((await check(code)).body).toMatchObject({ status: 'approved' });
    }
  });
});

describe('guesses on calls', () => {
  let calls = 0;
  /** An answered call, and where its keys are told, as the provider would. */
  async function answered(request: Record<string, unknown>) {
    const to = `+1415555${String(6000 + ++calls)}`;
    const { body, status } = await world.request('POST', '/v1/challenges', { to, channel: 'voice', ...request });
    if (status !== 202) return { status, body };
    const phone = world.simulator.phone(to);
    await phone.waitForCall();
    phone.answer();
    await phone.waitForPrompt();
    const id = String(body['id']);
    const call = placed(world, id);
    const key = (Digits: string, turn: number) =>
      callBack(world, { path: `${call.voice}/${turn}`, fields: { ...call.fields, Digits, FinishedOnKey: '#' } });
    return { status, body, id, key, view: async () => (await world.request('GET', `/v1/challenges/${id}`)).body };
  }
  type Answered = Required<Awaited<ReturnType<typeof answered>>>;
  const ask = async (request: Record<string, unknown>) => (await answered(request)) as Answered;

  it('count as failures of a number: after ten wrong PINs and numbers the right one is not taken', async () => {
    const late = await ask({ method: 'pin', pinHash, subject: 'guess-on-calls-late' });
    // Theirs is a step that never begins: each rings a phone of its own, and all of them concern the first one's number.
    const next = [{ channel: 'sms', method: 'code', afterSeconds: 600, to: `+1415555${String(6000 + calls)}` }];
    const about = (call: string) => ({ subject: `guess-on-calls-${call}`, next });
    for (let call = 0; call < 3; call++) {
      const { key } = await ask({ method: 'pin', pinHash, ...about(`${call}`) });
      for (let turn = 1; turn <= 3; turn++) await key('1111', turn);
    }
    const { key } = await ask({ method: 'match', matchNumber: '42', ...about('match') });
    await key('43', 1);
    expect((await late.key('2580', 1)).body).toContain('too many wrong answers today');
    expect(await late.view()).toMatchObject({ status: 'failed', reason: 'rate-limited' });
    expect(await answered({ method: 'pound', ...about('last') })).toMatchObject({ status: 429 });
  });

  it('that were right, and keys that are no guess, cost nothing', async () => {
    const subject = 'guess-right-on-calls';
    for (let call = 0; call < 11; call++) {
      const { key, view } = await ask({ method: 'pin', pinHash, subject });
      await key('', 1);
      await key('*', 2);
      await key('2580', 3);
      expect(await view()).toMatchObject({ status: 'approved', reason: 'pin-accepted' });
    }
  });

  it('that come at once in one turn are one try, whatever they are', async () => {
    const { key, view } = await ask({ method: 'pin', pinHash, subject: 'guess-at-once-on-a-call' });
    const pins = Array.from({ length: 30 }, (_, n) => String(1000 + n));
    await Promise.all(pins.map((pin) => key(pin, 1)));
    expect(await view()).toMatchObject({ triesLeft: 2 });
    // Those that lost are no failures: nine are left, and one is enough.
    await key('2580', 2);
    expect(await view()).toMatchObject({ status: 'approved', reason: 'pin-accepted' });
  });
});
