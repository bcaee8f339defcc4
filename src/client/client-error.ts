/** What can go wrong between an auth server and the queue. How a challenge itself ended is never an error: it is its outcome. */
export type ClientErrorCode = 'not-asked' | 'no-outcome' | 'unreadable-result' | 'client-closed';

/** Carries the id of the challenge, so that the caller can look it up or ask again with the same one. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  readonly challengeId: string;

  constructor(code: ClientErrorCode, challengeId: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.challengeId = challengeId;
  }
}
