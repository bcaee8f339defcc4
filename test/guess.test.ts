import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    for (let challenge = 0; challenge < 2; challenge++) {
      const { code, check } = await texted(to, `guess-subject-${challenge}`);
      for (let wrong = 0; wrong < 5; wrong++) expect((await check(other(code))).status).toBe(200);
    }
    const refused = await texted(to, 'guess-subject-2');
    expect(refused.created).toMatchObject({ status: 429, body: { code: 'rate-limited' } });
  });

  it('end after ten failures of one subject, whatever numbers it is given', async () => {
    const subject = 'guess-same-subject';
    const open = await texted('+14155550510', subject);
    for (let challenge = 1; challenge <= 2; challenge++) {
      const { code, check } = await texted(`+1415555051${challenge}`, subject);
      for (let wrong = 0; wrong < 5; wrong++) await check(other(code));
    }
    // One that was asked before cannot be guessed at any more either, not even rightly; its tries are not touched.
    expect(await open.check(open.code)).toMatchObject({ status: 429, body: { code: 'rate-limited' } });
    const view = await world.request('GET', `/v1/challenges/${open.created.body['id']}`);
    expect(view.body).toMatchObject({ triesLeft: 5 });
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
