import { createHash } from 'node:crypto';
import type { Response } from 'express';
import { type Challenge, isOpen } from '../../challenge/challenge.ts';
import type { Verification, VerificationCheck } from '../../contract/verify.ts';

/** Who asked, as Twilio's answers repeat it. */
export interface Asker {
  readonly account: string;
  readonly service: string;
}

/** The one whose request this answers. */
export const askerOf = ({ locals }: Response): Asker => ({
  account: String(locals['account']),
  service: String(locals['service']),
});

/** What Twilio would call the state that it is in. */
function verificationStatus(challenge: Challenge): Verification['status'] {
  if (isOpen(challenge)) return 'pending';
  if (challenge.status !== 'denied') return challenge.status;
  return challenge.reason === 'wrong-code' ? 'max_attempts_reached' : 'failed';
}

/** Its number while it is open; what is closed has only the last digits left. */
export const numberOf = (challenge: Challenge): string =>
  isOpen(challenge) ? (challenge.secrets.numbers[0] ?? '') : challenge.maskedTo;

/** A challenge as a Verification resource. */
export function verificationOf(
  challenge: Challenge,
  { account, service }: Asker,
  to = numberOf(challenge),
): Verification {
  return {
    ...common(challenge, { account, service }, to),
    lookup: {},
    send_code_attempts: challenge.attempts.map(({ channel, startedAt }, index) => ({
      attempt_sid: `VL${createHash('sha256').update(`${challenge.id} ${index}`).digest('hex').slice(0, 32)}`,
      channel: channelOf(channel),
      time: second(startedAt),
    })),
    sna: null,
    url: `/v2/Services/${service}/Verifications/${challenge.id}`,
  };
}

/** The answer to a check. */
export function checkOf(challenge: Challenge, asker: Asker, to: string): VerificationCheck {
  return { ...common(challenge, asker, to), sna_attempts_error_codes: [] };
}

function common(challenge: Challenge, { account, service }: Asker, to: string) {
  const channel = challenge.attempts.at(-1)?.channel ?? challenge.steps[0]?.channel ?? 'sms';
  const changedAt = Math.max(challenge.createdAt, ...challenge.attempts.map(({ at }) => at));
  const status = verificationStatus(challenge);
  return {
    sid: challenge.id,
    service_sid: service,
    account_sid: account,
    to,
    channel: channelOf(channel),
    status,
    valid: status === 'approved',
    amount: null,
    payee: null,
    date_created: second(challenge.createdAt),
    date_updated: second(isOpen(challenge) ? changedAt : challenge.closedAt),
  };
}

const channelOf = (channel: 'voice' | 'sms'): 'call' | 'sms' => (channel === 'voice' ? 'call' : 'sms');
const second = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
