/** How a challenge can end. Every ending has its own reason; `contract/result.ts` publishes the same closed list. */
export type Outcome =
  | { readonly status: 'approved'; readonly reason: 'pound-pressed' | 'code-accepted' | 'reply-accepted' }
  | { readonly status: 'denied'; readonly reason: 'fraud-reported' | 'wrong-key' | 'wrong-code' }
  | { readonly status: 'failed'; readonly reason: FailureReason | AdmissionReason }
  | { readonly status: 'expired'; readonly reason: 'not-answered' | 'not-sent' }
  | { readonly status: 'canceled'; readonly reason: 'by-app' };

export type OutcomeStatus = Outcome['status'];

/** Why one call or text came to nothing. */
export type FailureReason =
  | 'busy'
  | 'no-answer'
  | 'hung-up'
  | 'no-input'
  | 'unreachable'
  | 'undelivered'
  | 'opted-out'
  | 'number-invalid'
  | 'country-blocked'
  | 'number-blocked'
  | 'provider-refused'
  | 'provider-unknown';

/** Why a request was not taken on at all. */
export type AdmissionReason = 'invalid-request' | 'number-invalid' | 'country-blocked' | 'rate-limited';

/** `superseded`: the challenge was over by another way. */
export type AttemptReason = FailureReason | Exclude<Outcome, { status: 'failed' }>['reason'] | 'superseded';
