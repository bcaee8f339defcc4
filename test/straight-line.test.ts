import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe('one challenge, all the way from the queue to the published result', () => {
  it('voice, pound: the phone rings, says what it is about, takes # and the sign-in is approved', async () => {
    const phone = world.simulator.phone('+14155550100');
    await world.enqueue('line-pound-1', {
      to: '+14155550100',
      channel: 'voice',
      method: 'pound',
      subject: 'user-42',
      context: { action: 'sign in to Payroll' },
      metadata: { case: 'a' },
    });
    await phone.waitForCall();
    await phone.answer();
    await phone.waitForPrompt();
    const said = phone.call()?.transcript.join(' ') ?? '';
    expect(said).toContain('This is Poundkey');
    expect(said).toContain('sign in to Payroll');
    expect(said).toContain('press the pound key');
    await phone.press('#');
    const result = await world.closed('line-pound-1');
    expect(result).toMatchObject({
      v: 1,
      status: 'approved',
      reason: 'pound-pressed',
      channel: 'voice',
      method: 'pound',
      app: 'default',
      subject: 'user-42',
      metadata: { case: 'a' },
    });
    await phone.waitForHangup();
  });
});
