import { z } from 'zod';
import { channels, methods } from './methods.ts';
import { fault } from './request.ts';

/** Every way a challenge can end. The lists are closed: an outcome with another reason is a bug. */
export const reasonsByStatus = {
  approved: ['pound-pressed', 'number-matched', 'pin-accepted', 'code-accepted', 'reply-accepted', 'bypassed'],
  denied: ['fraud-reported', 'declined', 'wrong-key', 'wrong-number', 'wrong-pin', 'wrong-code'],
  failed: [
    'busy',
    'no-answer',
    'hung-up',
    'no-input',
    'voicemail',
    'unreachable',
    'undelivered',
    'opted-out',
    'number-invalid',
    'invalid-request',
    'already-in-progress',
    'country-blocked',
    'number-blocked',
    'subject-blocked',
    'rate-limited',
    'spend-capped',
    'overloaded',
    'provider-refused',
    'provider-unknown',
  ],
  expired: ['not-answered', 'not-sent'],
  canceled: ['by-app', 'by-operator'],
} as const;

export type OutcomeStatus = keyof typeof reasonsByStatus;
export type Reason = (typeof reasonsByStatus)[OutcomeStatus][number];

export const outcomeStatuses = ['approved', 'denied', 'failed', 'expired', 'canceled'] as const;
const reasons = Object.values(reasonsByStatus).flat();
export const progressStatuses = ['sent', 'ringing', 'answered', 'delivered'] as const;

const common = {
  v: z.literal(1),
  id: z.string(),
  channel: z.enum(channels).optional(),
  method: z.enum(methods).optional(),
  app: z.string(),
  subject: z.string(),
  metadata: z.record(z.string(), z.string()),
  at: z.iso.datetime(),
};

export const closedResult = z.object({
  ...common,
  type: z.literal('challenge.closed'),
  status: z.enum(outcomeStatuses),
  reason: z.enum(reasons),
  errors: z.array(fault).optional(),
});

export const progressResult = z.object({
  ...common,
  type: z.literal('challenge.progress'),
  status: z.enum(progressStatuses),
});

/** What is published, appended to a stream and stored, as JSON. `channel` and `method` are missing only where the request had none. */
export const challengeResult = z.discriminatedUnion('type', [closedResult, progressResult]);
export type ChallengeResult = z.infer<typeof challengeResult>;
export type ClosedResult = z.infer<typeof closedResult>;
export type ProgressResult = z.infer<typeof progressResult>;
