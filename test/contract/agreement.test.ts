/** The core imports nothing of the contract, so nothing but this file keeps the two from drifting apart. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Channel as CoreChannel, Method as CoreMethod, Step } from '../../src/challenge/challenge.ts';
import type { AdmissionReason, Outcome } from '../../src/challenge/outcome.ts';
import type { Result } from '../../src/challenge/result.ts';
import {
  type Channel,
  channelHasMethod,
  channels,
  type Method,
  methods,
  methodsByChannel,
} from '../../src/contract/methods.ts';
import { type ChallengeRequest, challengeRequest, type Fault } from '../../src/contract/request.ts';
import {
  type ClosedResult,
  closedResult,
  type OutcomeStatus,
  type ProgressResult,
  reasonsByStatus,
} from '../../src/contract/result.ts';
import { pinHash } from '../challenge/given.ts';

type CoreReasons = { [S in Outcome['status']]: Extract<Outcome, { status: S }>['reason'] };
type ContractReasons = { [S in OutcomeStatus]: (typeof reasonsByStatus)[S][number] };

/** Every outcome of the core by name; one more or one less in the core, and this file does not compile. */
const outcomes: { [S in keyof CoreReasons]: Record<CoreReasons[S], true> } = {
  approved: {
    'pound-pressed': true,
    'number-matched': true,
    'pin-accepted': true,
    'code-accepted': true,
    'reply-accepted': true,
  },
  denied: { 'fraud-reported': true, 'wrong-key': true, 'wrong-number': true, 'wrong-pin': true, 'wrong-code': true },
  failed: {
    busy: true,
    'no-answer': true,
    'hung-up': true,
    'no-input': true,
    voicemail: true,
    unreachable: true,
    undelivered: true,
    'opted-out': true,
    'number-invalid': true,
    'country-blocked': true,
    'number-blocked': true,
    'rate-limited': true,
    'provider-refused': true,
    'provider-unknown': true,
    'invalid-request': true,
    'already-in-progress': true,
  },
  expired: { 'not-answered': true, 'not-sent': true },
  canceled: { 'by-app': true },
};
const pairs = Object.entries(outcomes).flatMap(([status, reasons]) =>
  Object.keys(reasons).map((reason) => [status, reason]),
);

describe('outcomes', () => {
  it('of the core are all published, each under its status', () => {
    expectTypeOf<Outcome['status']>().toEqualTypeOf<OutcomeStatus>();
    expectTypeOf<CoreReasons>().toExtend<ContractReasons>();
    expectTypeOf<AdmissionReason>().toExtend<ContractReasons['failed']>();
  });
  it.each(pairs)('%s %s is on the closed list and parses as a result', (status, reason) => {
    const published: Readonly<Record<string, readonly string[]>> = reasonsByStatus;
    expect(published[status ?? '']).toContain(reason);
    const result = { v: 1, type: 'challenge.closed', id: 'x', status, reason, app: 'a', subject: 's', metadata: {} };
    expect(closedResult.safeParse({ ...result, at: '2026-11-22T10:00:00.000Z' }).success).toBe(true);
  });
});

describe('results', () => {
  it('of the core have the fields of the published ones, and no others', () => {
    expectTypeOf<keyof Result>().toEqualTypeOf<keyof ClosedResult | keyof ProgressResult>();
    expectTypeOf<Result['status']>().toEqualTypeOf<ClosedResult['status'] | ProgressResult['status']>();
    expectTypeOf<Result['type']>().toEqualTypeOf<ClosedResult['type'] | ProgressResult['type']>();
    expectTypeOf<NonNullable<Result['reason']>>().toExtend<ClosedResult['reason']>();
    expectTypeOf<NonNullable<Result['errors']>[number]>().toExtend<Readonly<Fault>>();
    expectTypeOf<Result['v']>().toEqualTypeOf<ClosedResult['v']>();
  });
});

describe('channels and methods', () => {
  it('are the same in the core and in the contract', () => {
    expectTypeOf<CoreChannel>().toEqualTypeOf<Channel>();
    expectTypeOf<CoreMethod>().toEqualTypeOf<Method>();
    expectTypeOf<Omit<ChallengeRequest['next'][number], 'to'>>().toExtend<Step>();
  });
  it('fit together exactly as the request says', () => {
    expect(Object.keys(methodsByChannel)).toEqual([...channels]);
    expect(new Set(Object.values(methodsByChannel).flat())).toEqual(new Set(methods));
    for (const channel of channels)
      for (const method of methods) {
        const request = { to: '+14155550100', channel, method, ...(method === 'pin' && { pinHash }) };
        const { success } = challengeRequest.safeParse(request);
        expect(success).toBe(channelHasMethod(channel, method));
      }
  });
  it('have no way to approve by text without a secret', () => expect(channelHasMethod('sms', 'pound')).toBe(false));
});
