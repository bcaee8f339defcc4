/** One variable of an env file, with the comment above it. */
export interface EnvEntry {
  readonly name: string;
  readonly value: string;
  /** Written as `#NAME=value`: there to be seen. */
  readonly commentedOut: boolean;
  readonly comment: readonly string[];
}

/** Reads a file such as .env.example, what is commented out included. */
export function readEnvEntries(text: string): EnvEntry[] {
  return text.split(/\n{2,}/).flatMap((block) => {
    const lines = block.trim().split('\n');
    const comment = lines.filter((line) => line.startsWith('# ')).map((line) => line.slice(2));
    return lines.flatMap((line): EnvEntry[] => {
      const [, hash, name, value] = /^(#?)([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [{ name, value: value ?? '', commentedOut: hash === '#', comment }];
    });
  });
}
