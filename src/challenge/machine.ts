import { liveAttempt } from './attempt.ts';
import { firstAsk, type OpenChallenge } from './challenge.ts';
import { failing } from './closing.ts';
import type { Command, Refusal } from './command.ts';
import type { ChallengeEvent } from './event.ts';

/**
 * The provider heard a machine. It is a hint: it ends a call in which nothing was keyed yet, so that no code is spoken to a
 * machine and the next step comes at once. Whoever has keyed something is taken for a person, and nobody is ever approved by it.
 */
export function reportMachine(
  challenge: OpenChallenge,
  command: Extract<Command, { type: 'report-machine' }>,
  now: number,
): ChallengeEvent[] | Refusal {
  const attempt = liveAttempt(challenge, command);
  if (typeof attempt === 'string') return attempt;
  const { attempt: index, sid } = command;
  if (attempt.channel !== 'voice') return 'attempt-unknown';
  if (attempt.status === 'heard') return 'nothing-new';
  if (attempt.status === 'answered') {
    if (attempt.sid !== sid) return 'attempt-unknown';
    const { ask, lead } = attempt.prompt;
    const nothingKeyed = ask === firstAsk(attempt.method) && (lead === 'greeting' || lead === 'silence');
    if (!nothingKeyed) return 'nothing-new';
  }
  return failing(challenge, index, 'voicemail', now, sid);
}
