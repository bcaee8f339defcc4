import { beforeEach, describe, expect, it } from 'vitest';
import { type Admitting, admit, closeRefused } from '../../src/admit/admit.ts';
import { createTurns } from '../../src/advance/turns.ts';
import { type Challenge, isOpen } from '../../src/challenge/challenge.ts';
import type { Job } from '../../src/challenge/jobs.ts';
import { challengeRequest } from '../../src/contract/request.ts';
import { createLog } from '../../src/log.ts';
import type { Gate } from '../../src/ports/gate.ts';
import type { Provider } from '../../src/ports.ts';
import { createKeyring, deriveKeys } from '../../src/redis/seal.ts';
import { createMemoryStore } from '../redis/memory-store.ts';
import { testApp, testApps } from '../support/apps.ts';

const now = Date.UTC(2026, 10, 22, 10);
const keyring = createKeyring(deriveKeys('a secret of the tests, and of them only'));
let memory: ReturnType<typeof createMemoryStore>;
let handed: Job[];
let lines: string[];
let deps: Admitting;
beforeEach(async () => {
  memory = createMemoryStore();
  await memory.setTime(now);
  handed = [];
  lines = [];
  const gate: Gate = {
    enter: async () => ({ kind: 'entered', budgets: [] }),
    leave: async () => undefined,
    again: async () => ({ kind: 'entered', budgets: [] }),
    giveBack: async () => undefined,
    asking: async () => undefined,
  };
  const provider = { hangUp: async () => 'ended' } as unknown as Provider;
  const random = { token: (length: number) => 's'.repeat(length), digits: (length: number) => '7'.repeat(length) };
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const queue = { hand: async (jobs: readonly Job[]) => void handed.push(...jobs) };
  const all = {
    store: memory.store,
    queue,
    clock: { now: () => now },
    log,
    keyring,
    refused: () => undefined,
    turns: createTurns(),
    random,
    apps: testApps(),
    gate,
    provider,
  };
  deps = all;
});

const pound = { to: '+14155550100', channel: 'voice', method: 'pound' };
const ask = (request: object = {}, id = 'admitted-1', requestedAt = now) => {
  const parsed = challengeRequest.parse({ ...pound, ...request });
  const { app = 'default' } = parsed;
  return { id, app: testApp({ id: app }), request: parsed, requestedAt };
};
async function admitted(request: object = {}, id?: string, requestedAt?: number): Promise<Challenge> {
  const asked = ask(request, id, requestedAt);
  expect(await admit(deps, asked)).toMatchObject({ kind: 'admitted', id: asked.id });
  const stored = await memory.store.load(asked.id);
  if (stored === undefined) throw new Error('it was not created');
  return stored.challenge;
}
const refusalOf = async (request: object) => {
  const admission = await admit(deps, ask(request));
  expect(await memory.store.load('admitted-1')).toBeUndefined();
  return admission.kind === 'refused' ? admission.reason : undefined;
};

describe('an admitted request', () => {
  it('is a challenge with everything it asked for, its first step begun', async () => {
    const next = [{ channel: 'sms', method: 'reply', afterSeconds: 30, to: '+31612345678' }];
    const rest = { subject: 'user-42', app: 'payroll', locale: 'nl-NL', replyTo: 'auth-7', metadata: { a: 'b' } };
    const context = { action: 'sign in to Payroll', ip: '203.0.113.9', place: 'Utrecht' };
    const created = await admitted({ ...rest, next, context, extension: '4012', code: '561166', lifetimeSeconds: 60 });
    expect(created).toMatchObject({
      ...{ id: 'admitted-1', status: 'open', ...rest, action: 'sign in to Payroll', maskedTo: '+1••••••0100' },
      ...{ createdAt: now, expiresAt: now + 60_000, wrongCodes: 0, wrongKeys: 0, wrongReplies: [] },
      steps: [
        { channel: 'voice', method: 'pound', afterSeconds: 0 },
        { channel: 'sms', method: 'reply', afterSeconds: 30 },
      ],
      secrets: { numbers: ['+14155550100', '+31612345678'], code: '561166', codeIsGiven: true, extension: '4012' },
      attempts: [{ status: 'queued', step: 0, round: 0 }],
    });
    expect(handed).toEqual([{ type: 'dispatch', id: 'admitted-1', attempt: 0, round: 0, channel: 'voice' }]);
  });

  it('has a code of its own that follows from its id and a salt, unless one was given', async () => {
    const [one, other] = [await admitted({}, 'admitted-1'), await admitted({}, 'admitted-2')];
    for (const created of [one, other])
      expect(isOpen(created) && created.secrets).toMatchObject({
        code: keyring.codeFor(created.id, 's'.repeat(12)),
        codeIsGiven: false,
      });
    expect(isOpen(one) && isOpen(other) && one.secrets.code !== other.secrets.code).toBe(true);
  });

  it('without a subject is about its number: the same for every spelling, and the number not to be read from it', async () => {
    const [one, same] = [await admitted(), await admitted({ to: '(415) 555-0100', country: 'US' }, 'admitted-2')];
    expect(one.subject).toMatch(/^phone-[A-Za-z0-9_-]{20}$/);
    expect(same.subject).toBe(one.subject);
    expect((await admitted({ to: '+14155550101' }, 'admitted-3')).subject).not.toBe(one.subject);
  });

  it('has one number per step, its own where the step names none', async () => {
    const next = [{ channel: 'sms', method: 'code', afterSeconds: 5 }];
    const created = await admitted({ to: '06 12345678', country: 'NL', next });
    expect(isOpen(created) && created.secrets.numbers).toEqual(['+31612345678', '+31612345678']);
  });

  it('lives from when it was asked, never from the future', async () => {
    expect(await admitted({}, 'admitted-1', now - 20_000)).toMatchObject({ expiresAt: now + 160_000 });
    expect(await admitted({}, 'admitted-2', now + 20_000)).toMatchObject({ expiresAt: now + 180_000 });
  });

  it('that is over already closes as not sent, and nothing is handed over', async () => {
    expect(await admitted({}, 'admitted-1', now - 180_000)).toMatchObject({ status: 'expired', reason: 'not-sent' });
    expect(await memory.told()).toMatchObject([{ type: 'challenge.closed', reason: 'not-sent', method: 'pound' }]);
    expect(handed).toEqual([]);
  });

  it('is created once, however many ask for it at the same time', async () => {
    await Promise.all(Array.from({ length: 50 }, () => admitted()));
    expect(handed).toHaveLength(1);
    expect(await memory.store.load('admitted-1')).toMatchObject({ version: 1 });
  });

  it('is there although the queue is away', async () => {
    deps = { ...deps, queue: { hand: () => Promise.reject(new Error('away')) } };
    expect(await admitted()).toMatchObject({ status: 'open', attempts: [{ status: 'queued' }] });
    await memory.setTime(now + 5_000);
    expect(await memory.store.due(800)).toEqual(['admitted-1']);
  });

  it('leaves neither number nor code in the log', async () => {
    await admitted({ code: '561166', extension: '4012' });
    expect(lines.join('')).toContain('challenge created');
    expect(lines.join('')).not.toMatch(/5550100|561166|4012/);
  });
});

describe('a number', () => {
  it.each([
    ['+19005550100', 'number-invalid'],
    ['+1415555', 'number-invalid'],
    ['06 12345678', 'number-invalid'],
    ['+442079460018', 'country-blocked'],
  ])('%s is refused as %s, and nothing is created', async (to, reason) => {
    expect(await refusalOf({ to })).toBe(reason);
    expect(await refusalOf({ next: [{ channel: 'sms', method: 'code', afterSeconds: 0, to }] })).toBe(reason);
    expect(handed).toEqual([]);
  });
});

describe('a refusal that only its result can tell', () => {
  it('is a challenge that closed at once, with its one result and no number in it', async () => {
    const request = { to: '+19005550100', subject: 'user-42', replyTo: 'auth-7', metadata: { a: 'b' } };
    await closeRefused(deps, ask(request), { reason: 'number-invalid' });
    await closeRefused(deps, ask(request), { reason: 'number-invalid' });
    const told = await memory.told();
    const { to: _to, replyTo: _replyTo, ...shown } = request;
    expect(told).toEqual([
      {
        ...{ v: 1, type: 'challenge.closed', id: 'admitted-1', status: 'failed', reason: 'number-invalid' },
        ...{ channel: 'voice', method: 'pound', app: 'default', ...shown, at: new Date(now).toISOString() },
      },
    ]);
    const stored = await memory.store.load('admitted-1');
    expect(stored?.challenge).toMatchObject({ status: 'failed', attempts: [], replyTo: 'auth-7', closedAt: now });
    expect(JSON.stringify(stored)).not.toContain('19005550100');
    expect(await memory.store.due(800)).toEqual([]);
  });

  it('about the same wrong number is about the same subject', async () => {
    for (const id of ['admitted-1', 'admitted-2'])
      await closeRefused(deps, ask({ to: 'wrong' }, id), { reason: 'number-invalid' });
    const [one, same] = await memory.told();
    expect(one?.subject).toMatch(/^phone-[A-Za-z0-9_-]{20}$/);
    expect(same?.subject).toBe(one?.subject);
  });

  it('changes nothing of a challenge that has the id already', async () => {
    await admitted();
    await closeRefused(deps, ask({ to: 'wrong' }), { reason: 'number-invalid' });
    expect(await memory.store.load('admitted-1')).toMatchObject({ challenge: { status: 'open' }, version: 1 });
    expect(await memory.told()).toEqual([]);
  });
});

describe('the number of a match', () => {
  const numberOf = (challenge: Challenge) => (isOpen(challenge) ? challenge.secrets.matchNumber : undefined);
  const digitsInTurn = (...numbers: string[]) => {
    deps = { ...deps, random: { token: deps.random.token, digits: () => numbers.shift() ?? '99' } };
  };
  const request = { method: 'match', subject: 'user-42' };

  it('is made where it was not given, and only for a step that asks for it', async () => {
    digitsInTurn('17', '18');
    expect(numberOf(await admitted(request))).toBe('17');
    const next = [{ channel: 'voice', method: 'match', afterSeconds: 30 }];
    expect(numberOf(await admitted({ next }, 'admitted-2'))).toBe('18');
    expect(numberOf(await admitted({}, 'admitted-3'))).toBeUndefined();
    expect(numberOf(await admitted({ ...request, matchNumber: '07' }, 'admitted-4'))).toBe('07');
  });

  it('is never one that this subject was shown a moment ago, while another subject may have it', async () => {
    digitsInTurn('17', '17', '17', '42', '17', '42', '42', '63');
    expect(numberOf(await admitted(request, 'admitted-1'))).toBe('17');
    expect(numberOf(await admitted(request, 'admitted-2'))).toBe('42');
    expect(numberOf(await admitted({ ...request, subject: 'user-43' }, 'admitted-3'))).toBe('17');
    expect(numberOf(await admitted(request, 'admitted-4'))).toBe('63');
  });

  it('is the given one, shown of late or not, and then none of ours', async () => {
    const given = { ...request, matchNumber: '17' };
    for (const id of ['admitted-given-1', 'admitted-given-2']) expect(numberOf(await admitted(given, id))).toBe('17');
    digitsInTurn('17', '42');
    expect(numberOf(await admitted(request, 'admitted-given-3'))).toBe('42');
  });
  it('is one of them again before nobody could sign in any more', async () => {
    digitsInTurn(...Array.from({ length: 30 }, () => '17'));
    for (const id of ['admitted-1', 'admitted-2']) expect(numberOf(await admitted(request, id))).toBe('17');
  });
});
