import type { Environment, Terminal } from './terminal.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly about: string;
}
export type Options = Readonly<Record<string, Option>>;

/** Options as they were given: a text, or true for one that has no value. */
export type Values = Readonly<Record<string, string | true | undefined>>;

/** How a command ends: with an exit code, or by becoming another program of ours in the same process. */
export type Ending = number | { readonly program: URL; readonly env: Environment };

/** One word after `poundkey`, with all that its help tells. */
export interface Command {
  readonly name: string;
  readonly about: string;
  /** What to type, and what that does. The first thing people read. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  readonly options: Options;
  /** Settings it reads, and what for. */
  readonly settings?: readonly (readonly [name: string, about: string])[];
  /** Exit codes besides 2, which always means that the command line was wrong. */
  readonly exits: readonly (readonly [code: number, when: string])[];
  run(values: Values, terminal: Terminal): Promise<Ending>;
}

/** The command line is wrong: each line says what, and what would be right. Nobody has been called or texted. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** Something outside of the command line does not work: the sentence is all that a person needs. */
export class Unable extends Error {
  override readonly name = 'Unable';
}

/** The value of an option that has one. */
export const textOf = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};
