import { type ChallengeRequestInput, challengeRequest } from '../contract/request.ts';
import type { Hearing } from './hearing.ts';

/** A way to the gateway and back. */
export interface Line {
  /**
   * Asks for the challenge with this id. Resolves once it is asked; an abort ends the wait for that. The same id again is the
   * same challenge.
   */
  ask(
    id: string,
    request: ChallengeRequestInput,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly hearing: Hearing; readonly matchNumber?: string }>;
  /** Ends at once. Every hearing that is not over is given up. */
  close(): void;
}

const graceMs = 30_000;

/** A gateway closes every challenge when its lifetime ends; the grace is for how long that may take. */
export function patienceMs({ lifetimeSeconds }: Pick<ChallengeRequestInput, 'lifetimeSeconds'>): number {
  const { data = 0 } = challengeRequest.shape.lifetimeSeconds.safeParse(lifetimeSeconds);
  return data * 1_000 + graceMs;
}
