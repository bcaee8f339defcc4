/** How a challenge can end. Every ending has its own reason; `contract/result.ts` publishes the same closed list. */
export type Outcome =
  | { readonly status: 'approved'; readonly reason: ApprovalReason }
  | { readonly status: 'denied'; readonly reason: DenialReason }
  | { readonly status: 'failed'; readonly reason: FailureReason | AdmissionReason }
  | { readonly status: 'expired'; readonly reason: 'not-answered' | 'not-sent' }
  | { readonly status: 'canceled'; readonly reason: 'by-app' };

export type ApprovalReason = 'pound-pressed' | 'number-matched' | 'pin-accepted' | 'code-accepted' | 'reply-accepted';
export type DenialReason = 'fraud-reported' | 'wrong-key' | 'wrong-number' | 'wrong-pin' | 'wrong-code';

export type OutcomeStatus = Outcome['status'];

/** Why one call or text came to nothing. */
export type FailureReason =
  | 'busy'
  | 'no-answer'
  | 'hung-up'
  | 'no-input'
  | 'voicemail'
  | 'unreachable'
  | 'undelivered'
  | 'opted-out'
  | 'number-invalid'
  | 'country-blocked'
  | 'number-blocked'
  | 'rate-limited'
  | 'provider-refused'
  | 'provider-unknown';

/** Why a request was not taken on at all. */
export type AdmissionReason =
  | 'invalid-request'
  | 'number-invalid'
  | 'country-blocked'
  | 'rate-limited'
  | 'already-in-progress';

/** `superseded`: the challenge was over by another way. */
export type AttemptReason = FailureReason | Exclude<Outcome, { status: 'failed' }>['reason'] | 'superseded';
