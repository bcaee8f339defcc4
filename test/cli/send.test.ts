import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../script/free-port.mjs';
import { pinHash } from '../challenge/given.ts';
import { startWorld, type World } from '../support/gateway.ts';
import { runCommand, startCommand } from './program.ts';

describe('poundkey send', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(async () => await world?.stop());
  const send = (...args: string[]) => runCommand(['send', ...args], { REDIS_URL: world.redis.url });
  const start = (...args: string[]) => startCommand(['send', ...args], { REDIS_URL: world.redis.url });

  test('calls, shows each step with its time, and succeeds when it is approved', async () => {
    const phone = world.simulator.phone('+14155550140');
    const sending = start('--to', '+14155550140');
    await phone.waitForCall();
    await sending.says(/ringing/);
    phone.answer();
    await phone.waitForPrompt();
    phone.press('#');
    const { status, stdout, stderr } = await sending.ended;
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/\d+\.\d\d/, '0.00'))).toEqual([
      '   0.00 s  sent       the provider has taken the call',
      '   0.00 s  ringing    the phone rings',
      '   0.00 s  answered   somebody has answered',
      '   0.00 s  approved   # was pressed (pound-pressed)',
    ]);
    expect(stderr).toMatch(/^Asking \+1••••••0140 by voice, method pound\. Challenge [\w-]{36}\n$/);
  });

  test('shows the number of a match, and asks for a PIN with its hash', async () => {
    const phone = world.simulator.phone('+14155550147');
    const matching = start('--to', '+14155550147', '--method', 'match');
    await phone.waitForCall();
    phone.answer();
    await phone.waitForPrompt();
    const [, number] = await matching.says(/number to key is (\d\d)/);
    phone.press(`${number}#`);
    expect((await matching.ended).status).toBe(0);
    const pin = start('--to', '+14155550147', '--method', 'pin', '--pin-hash', pinHash);
    await phone.waitForCall();
    phone.answer();
    await phone.waitForPrompt();
    phone.press('2580#');
    expect((await pin.ended).stdout).toContain('the right PIN was keyed (pin-accepted)');
  });

  test('has an exit code for each way to end', async () => {
    world.simulator.phone('+14155550141').behave('busy');
    const busy = await send('--to', '+14155550141');
    expect(busy.status).toBe(4);
    expect(busy.stdout).toContain('failed     the line was busy, or the call was declined (busy)');
    const blocked = await send('--to', '+33155550142');
    expect(blocked.status).toBe(4);
    expect(blocked.stdout).toContain('(country-blocked)');
  });

  test('is told of fraud: denied', async () => {
    const phone = world.simulator.phone('+14155550143');
    const sending = start('--to', '+14155550143', '--channel', 'sms', '--method', 'reply');
    const text = await phone.waitForText();
    await phone.text(text.from, '0');
    expect(await sending.ended).toMatchObject({ status: 3, stdout: expect.stringContaining('(fraud-reported)') });
  });

  test('--json gives one object with the outcome and its steps, and nothing besides', async () => {
    world.simulator.phone('+14155550144').behave('reply-code');
    const { status, stdout, stderr } = await send(
      '--to',
      '+14155550144',
      '--channel',
      'sms',
      '--id',
      'cli-json-1',
      '--json',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ v: 1, id: 'cli-json-1', type: 'challenge.closed', status: 'approved', reason: 'reply-accepted' },
      elapsedMs: expect.any(Number),
      steps: expect.arrayContaining([{ status: 'sent', elapsedMs: expect.any(Number), at: expect.any(String) }]),
    });
  });

  test('shows no number and no code', async () => {
    world.simulator.phone('+14155550145').behave('reply-code');
    const { stdout, stderr } = await send('--to', '+14155550145', '--channel', 'sms');
    const [text] = world.simulator.messages().filter(({ to }) => to === '+14155550145');
    const code = /\d{6}/.exec(text?.body ?? '')?.[0] ?? 'no code was texted';
    for (const secret of [code, '4155550145']) expect(stdout + stderr).not.toContain(secret);
  });

  test('leaves at once on Ctrl-C and says that the challenge goes on', async () => {
    const sending = start('--to', '+14155550146', '--channel', 'sms', '--method', 'code');
    await sending.says(/POST \/v1\/challenges\/[\w-]{36}\/check/);
    sending.child.kill('SIGINT');
    expect(await sending.ended).toMatchObject({
      status: 130,
      stderr: expect.stringMatching(/\nLeft\. The challenge goes on.*\n$/),
    });
  });

  test('says in a sentence that Redis cannot be reached', async () => {
    const env = { REDIS_URL: `redis://:hunter2@127.0.0.1:${await freePort()}` };
    const { status, stdout, stderr } = await runCommand(['send', '--to', '+14155550147'], env);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^✗ Challenge [\w-]+ could not be put on the queue: connect ECONNREFUSED .*\n$/);
    expect(stderr).not.toContain('hunter2');
  });

  test('calls nobody when the command line is wrong', async () => {
    const { status, stderr } = await send('--to', '+14155550148', '--metod', 'pound', '--json');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: '✗ There is no option --metod. Did you mean --method?\n  poundkey send --help shows examples.\n',
    });
    expect(world.simulator.calls().filter(({ to }) => to === '+14155550148')).toEqual([]);
  });
});
