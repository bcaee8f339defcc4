import type { Channel } from '../contract/methods.ts';
import type { ClosedResult, ProgressResult } from '../contract/result.ts';
import type { Paint, Style } from './terminal.ts';
import { outcomeStyle, reasonWords, stepWords } from './words.ts';

/** One step of a challenge as we heard it. */
export interface Step {
  readonly status: ProgressResult['status'];
  /** Since the command began to ask. */
  readonly elapsedMs: number;
  readonly at: string;
}

/** `   0.35 s  ringing    the phone rings` */
export function stepLine({ status, elapsedMs }: Step, channel: Channel | undefined, paint: Paint): string {
  return row(elapsedMs, status, 'cyan', stepWords(status, channel), paint);
}

/** `   4.61 s  approved   # was pressed (pound-pressed)` */
export function outcomeLine({ status, reason }: ClosedResult, elapsedMs: number, paint: Paint): string {
  return row(elapsedMs, status, outcomeStyle[status], `${reasonWords[reason]} ${paint('dim', `(${reason})`)}`, paint);
}

function row(elapsedMs: number, status: string, style: Style, words: string, paint: Paint): string {
  const seconds = `${(elapsedMs / 1_000).toFixed(2)} s`.padStart(9);
  return `${paint('dim', seconds)}  ${paint(style, status.padEnd(9))}  ${words}`;
}
