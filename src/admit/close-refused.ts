import type { ClosedChallenge } from '../challenge/challenge.ts';
import { maskPhone, type Phone } from '../challenge/phone.ts';
import type { Result } from '../challenge/result.ts';
import type { AdmissionRefusal, Admitting } from './admit.ts';
import { type Ask, envelope, subjectOf } from './new-challenge.ts';
import { readNumbers } from './numbers.ts';

/** Writes a refusal as a challenge that closed at once, for a caller who can only be told by its result; false if that was told before. */
export async function closeRefused(deps: Admitting, ask: Ask, { reason }: AdmissionRefusal): Promise<boolean> {
  const { id, app, request } = ask;
  const at = deps.clock.now();
  const { channel, method, metadata, replyTo } = request;
  // What is no number has no tag of its own, but the same mistake twice is the same subject.
  const first = readNumbers(app, request);
  const subject = subjectOf(deps.keyring, request, typeof first === 'string' ? (request.to as Phone) : first.first);
  const closed: ClosedChallenge = {
    ...envelope(ask, subject),
    createdAt: Math.min(ask.requestedAt, at),
    expiresAt: Math.min(ask.requestedAt, at) + request.lifetimeSeconds * 1_000,
    attempts: [],
    maskedTo: maskPhone(request.to),
    country: 'ZZ',
    status: 'failed',
    reason,
    closedAt: at,
    channel,
    method,
    ...(replyTo !== undefined && { replyTo }),
  };
  const result: Result = {
    v: 1,
    type: 'challenge.closed',
    id,
    status: 'failed',
    reason,
    channel,
    method,
    app: app.id,
    subject,
    metadata,
    at: new Date(at).toISOString(),
  };
  return (await deps.store.create({ challenge: closed, results: [result], jobs: [] })).created;
}
