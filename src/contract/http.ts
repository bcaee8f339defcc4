import { z } from 'zod';
import { channelHasMethod, channels, methods } from './methods.ts';
import { fault } from './request.ts';
import { closedResult, outcomeStatuses } from './result.ts';

/** What a caller may see of a challenge: no number in clear, no code. */
export const challengeView = z.object({
  id: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  channel: z.enum(channels),
  method: z.enum(methods),
  to: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  closedAt: z.iso.datetime().optional(),
  attempts: z.array(
    z.object({
      channel: z.enum(channels),
      method: z.enum(methods),
      status: z.string(),
      reason: z.string().optional(),
      at: z.iso.datetime(),
    }),
  ),
  /** Method `match`, while it is open: what the sign-in page shows. */
  matchNumber: z.string().optional(),
  triesLeft: z.int().min(0).optional(),
  /** From when on it can be asked again; absent when it cannot. */
  resendAt: z.iso.datetime().optional(),
  /** Once it is over: the outcome, the same as it was published. */
  result: closedResult.optional(),
});
export type ChallengeView = z.infer<typeof challengeView>;

export const checkBody = z.strictObject({ code: z.string().trim().min(1).max(32) });
export const checkAnswer = z.object({
  status: z.string(),
  reason: z.string().optional(),
  triesLeft: z.int().min(0),
});
export type CheckAnswer = z.infer<typeof checkAnswer>;

/** What part of its list an app wants to see. */
export const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    // Nothing comes before the first millisecond, and Redis does not take the question.
    .regex(/^[1-9]\d{0,14}-\d{1,2}-\d{1,15}$/, 'must be the cursor of a page')
    .optional(),
  status: z.enum(['open', ...outcomeStatuses]).optional(),
});
export type ListQuery = z.infer<typeof listQuery>;
/** Newest first. Without a cursor there are no more. */
export const challengePage = z.object({ challenges: z.array(challengeView), cursor: z.string().optional() });
export type ChallengePage = z.infer<typeof challengePage>;

/** Which way to ask again; whatever is not named is the likeliest. */
export const resendBody = z
  .strictObject({ channel: z.enum(channels).optional(), method: z.enum(methods).optional() })
  .refine(({ channel, method }) => channel === undefined || method === undefined || channelHasMethod(channel, method), {
    path: ['method'],
    message: 'is none of this channel',
  });

/** Seconds that a read may wait for the outcome. */
export const waitSeconds = z.coerce.number().int().min(0).max(60);

/** What an EventSource sends when it comes back: the id of the last event it has seen. Empty when it has seen none. */
export const lastEventId = z
  .string()
  .regex(/^(\d{1,15}-\d{1,15})?$/)
  .transform((id) => (id === '' ? undefined : id))
  .optional();

/** RFC 9457, with a stable `code` and, for a bad body, every fault at once. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  errors: z.array(fault).optional(),
  /** Of `rate-limited`: which limit, by its name in the file of apps. */
  limit: z.string().optional(),
  /** How long to wait before the same may be asked again; also in the header `Retry-After`. */
  retryAfterSeconds: z.int().min(0).optional(),
  /** Of `already-in-progress`: the challenge that asks the subject now. */
  challengeId: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;
