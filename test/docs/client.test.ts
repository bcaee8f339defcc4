import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../support/gateway.ts';
import { lastLine, promised, python, run, samples } from './programs.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 30_000);
afterAll(() => world?.stop());

const [overHttp = '', checking = '', overRedis = ''] = samples('client.md', 'ts');

describe('docs/client.md', () => {
  test('asks over HTTP, follows and prints what it says', async () => {
    world.simulator.phone('+14155550101').behave('press-pound');
    expect(lastLine(await run(overHttp, 'ts', world).ended)).toBe(promised(overHttp));
  });

  test('checks what is typed', async () => {
    const program = run(checking, 'ts', world);
    const { body } = await world.simulator.phone('+14155550102').waitForText();
    const code = /\d{6}/.exec(body)?.[0] ?? 'none';
    program.input(code === '000000' ? '000001' : '000000');
    await program.says(/ 4$/);
    program.input(code);
    program.leave();
    expect(lastLine(await program.ended)).toBe('approved 0');
  });

  test('hangs up when whoever asked has left', async () => {
    const phone = world.simulator.phone('+14155550103');
    const program = run(overRedis, 'ts', world);
    await phone.waitForCall();
    expect(await program.ended).toBe('left');
    expect(await phone.waitForHangup()).toMatchObject({ status: 'canceled' });
  });

  test.skipIf(python === '')('asks from Python, without a library', async () => {
    const [sample = ''] = samples('client.md', 'python');
    world.simulator.phone('+14155550104').behave('press-pound');
    expect(await run(sample, 'py', world).ended).toBe(promised(sample));
  });

  test('asks from a shell', async () => {
    const [sample = ''] = samples('client.md', 'sh');
    world.simulator.phone('+14155550105').behave('press-pound');
    expect(lastLine(await run(sample, 'sh', world).ended)).toBe(promised(sample));
  });
});
