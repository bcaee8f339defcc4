import { type ChallengeResult, challengeResult } from '../contract/result.ts';
import { maskNumbers, tame } from './mask.ts';
import type { Paint } from './terminal.ts';
import { outcomeStyle } from './words.ts';

/** A result as it was published. `value` has also what a newer gateway may have added. */
export interface Heard {
  readonly app: string;
  readonly value: ChallengeResult;
}

/** Reads a published message; undefined if it is no result. */
export function readHeard(message: string): Heard | undefined {
  try {
    const value: unknown = JSON.parse(message);
    const parsed = challengeResult.safeParse(value);
    return parsed.success ? { app: parsed.data.app, value: value as ChallengeResult } : undefined;
  } catch {
    return undefined;
  }
}

/** `2026-11-22T10:00:00.000Z  approved   pound-pressed   voice pound  default  user-42  6f1c…` */
export function resultLine(result: ChallengeResult, paint: Paint): string {
  const closed = result.type === 'challenge.closed';
  const style = closed ? outcomeStyle[result.status] : 'cyan';
  const way = [result.channel, result.method].filter((part) => part !== undefined).join(' ') || '-';
  const cells = [
    paint('dim', result.at),
    paint(style, result.status.padEnd(9)),
    (closed ? result.reason : '').padEnd(19),
    way.padEnd(11),
    shown(result.app),
    shown(result.subject),
    paint('dim', shown(result.id)),
  ];
  return cells.join('  ');
}

const shown = (text: string): string => maskNumbers(tame(text));
