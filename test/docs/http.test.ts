import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challengePage, challengeView, checkAnswer, problem } from '../../src/contract/http.ts';
import { challengeResult } from '../../src/contract/result.ts';
import { twilioError, verification } from '../../src/contract/verify.ts';
import { operations } from '../../src/http/operations.ts';
import { runShell } from '../support/curl.ts';
import { apiKey, startWorld, type World } from '../support/gateway.ts';
import { age } from '../workers/age.ts';

const page = readFileSync(new URL('../../docs/http.md', import.meta.url), 'utf8');
const commands = [...page.matchAll(/```sh\n(curl[\s\S]*?)```/g)].map(([, command = '']) => command);
const commandWith = (part: string): string => {
  const found = commands.filter((command) => command.includes(part));
  if (found.length !== 1) throw new Error(`${found.length} commands have ${part}`);
  used.add(found[0] ?? '');
  return found[0] ?? '';
};
const used = new Set<string>();

describe('what docs/http.md says', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());
  const run = async (part: string) => await runShell(commandWith(part), { URL: world.api, KEY: apiKey });
  const told = async (part: string) => JSON.parse(await run(part));

  it('about asking works as written, also when it is sent again', async () => {
    const view = challengeView.strict().parse(await told('Idempotency-Key: login-4711'));
    expect(view).toMatchObject({ channel: 'sms', method: 'code', to: '+1••••••0100', triesLeft: 5 });
    expect((await told('Idempotency-Key: login-4711')).id).toBe(view.id);
    const [example = ''] = /```json\n([\s\S]*?)```/.exec(page)?.slice(1) ?? [];
    expect(challengeView.strict().safeParse(JSON.parse(example)).success).toBe(true);
  });

  it('about a number to show, waiting and following works as written', async () => {
    const phone = world.simulator.phone('+14155550101');
    const { matchNumber } = challengeView.strict().parse(await told('"login-4712"'));
    await phone.waitForCall();
    expect(await told('?wait=1')).toMatchObject({ id: 'login-4712', matchNumber });
    const following = run('/events');
    phone.answer();
    await phone.waitForPrompt();
    phone.press(`${matchNumber}#`);
    const events = (await following).split('\n\n').filter((block) => block.startsWith('id: '));
    const results = events.map((block) => challengeResult.parse(JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? '')));
    expect(results.at(-1)).toMatchObject({ type: 'challenge.closed', status: 'approved', reason: 'number-matched' });
  });

  it('about checking, asking again and ending works as written', async () => {
    const request = { id: 'login-4713', to: '+14155550102', channel: 'sms', method: 'code', code: '561167' };
    await world.request('POST', '/v1/challenges', request);
    await world.heard('login-4713', ({ status }) => status === 'delivered');
    expect(checkAnswer.strict().parse(await told('/check'))).toMatchObject({ triesLeft: 4 });
    await expect.poll(() => age(world.client, 'login-4713', 30)).toBe(true);
    expect(challengeView.strict().parse(await told('/resend')).attempts).toHaveLength(2);
    expect(challengeView.strict().parse(await told('/cancel'))).toMatchObject({ status: 'canceled' });
  });

  it('about looking back and being refused works as written', async () => {
    const { challenges } = challengePage.strict().parse(await told('status=canceled'));
    expect(challenges.map(({ id }) => id)).toEqual(['login-4713']);
    const refused = problem.strict().parse(await told('"fax"'));
    expect(refused.errors?.map(({ path }) => path)).toEqual(expect.arrayContaining(['channel', 'method']));
  });

  it('about Twilio Verify works as written', async () => {
    const [started = '', checked = ''] = (await run('/VerificationCheck')).split(/(?<=\})(?=\{)/);
    expect(verification.strict().parse(JSON.parse(started))).toMatchObject({ to: '+14155550103', status: 'pending' });
    expect(JSON.parse(checked)).toMatchObject({ sid: JSON.parse(started).sid, channel: 'sms' });
    const refusals = /^\| errors \| (.*?) \|/m.exec(page)?.[1] ?? '';
    expect(twilioError.shape.code.safeParse(Number(refusals.split(', ')[0])).success).toBe(true);
  });

  it('is said to the gateway alike by curl and by what stands in for it where there is none', async () => {
    const env = { URL: world.api, KEY: apiKey };
    for (const part of ['Idempotency-Key: login-4711', 'status=canceled', '"fax"']) {
      const [real, pretended] = await Promise.all([run(part), runShell(commandWith(part), env, { real: false })]);
      expect(JSON.parse(pretended)).toEqual(JSON.parse(real));
    }
    const checked = await runShell(commandWith('/VerificationCheck'), env, { real: false });
    expect(checked).toContain('60212');
    expect(await runShell(commandWith('/cancel'), env, { real: false })).toContain('"canceled"');
  });

  it('was all run', () => {
    expect(commands.filter((command) => !used.has(command))).toEqual([]);
  });

  it('names every operation that there is', () => {
    for (const { path } of Object.values(operations)) {
      const written = path.replace('{id}', '[\\w-]+');
      expect(page).toMatch(new RegExp(`\\$URL${written}["?\\s]`));
    }
  });
});
