import type { Fault } from '../contract/request.ts';

/**
 * What can go wrong between an auth server and the gateway, or the `code` of the problem with which the gateway refused over
 * HTTP (`country-blocked`, `wrong-key` …). How a challenge itself ended is never an error: it is its outcome.
 */
export type ClientErrorCode =
  | 'not-asked'
  | 'not-done'
  | 'needs-url'
  | 'no-outcome'
  | 'unreadable-result'
  | 'unreadable-answer'
  | 'client-closed'
  | (string & {});

/** What is known beside code and message. */
export interface ErrorFacts {
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number | undefined;
  readonly errors?: readonly Fault[] | undefined;
}

/** Carries the id of the challenge, so that the caller can look it up or ask again with the same one. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  readonly challengeId: string;
  /** What it means, in a sentence; that of the gateway if it refused. */
  readonly detail: string;
  /** After how many seconds it may be tried again, if the gateway said so. */
  readonly retryAfterSeconds?: number;
  /** Each fault of a request that the gateway refused. */
  readonly errors?: readonly Fault[];

  constructor(code: ClientErrorCode, challengeId: string, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.challengeId = challengeId;
    this.detail = message;
    if (facts.retryAfterSeconds !== undefined) this.retryAfterSeconds = facts.retryAfterSeconds;
    if (facts.errors !== undefined) this.errors = facts.errors;
  }
}

export const hasCode = (error: unknown, ...codes: readonly ClientErrorCode[]): error is ClientError =>
  error instanceof ClientError && codes.includes(error.code);
