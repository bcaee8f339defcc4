import type { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];
/** Puts a style around a text where the stream it goes to shows one. */
export type Paint = (style: Style, text: string) => string;
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command may know of the world around it. Data goes to `out`, what is said about it to `err`. */
export interface Terminal {
  readonly env: Environment;
  out(line: string): void;
  err(line: string): void;
  readonly paint: Paint;
  readonly paintErr: Paint;
  /** Aborts when the person or the system wants us gone (Ctrl-C, SIGTERM). */
  readonly leaving: AbortSignal;
}
