/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly keyword: string;
  readonly rest: string;
}
export interface Stage {
  readonly from: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** Reads as much of a Dockerfile as ours has: stages and their instructions. */
export function readDockerfile(text: string): Stage[] {
  const instructions = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Instruction => {
      const [, keyword = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      return { keyword, rest };
    });
  const stages: { from: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const { keyword, rest } of instructions) {
    const [from = '', , name] = rest.split(/\s+/);
    if (keyword === 'FROM') stages.push({ from, name, instructions: [] });
    else stages.at(-1)?.instructions.push({ keyword, rest });
  }
  return stages;
}

export interface Copy {
  readonly sources: readonly string[];
  readonly target: string;
}

/** What a stage takes from the folder that it is built in. */
export function copiesOf({ instructions }: Stage): Copy[] {
  return instructions.flatMap(({ keyword, rest }): Copy[] => {
    if (keyword !== 'COPY' || rest.startsWith('--from')) return [];
    const words = rest.split(/\s+/);
    return [{ sources: words.slice(0, -1), target: words.at(-1) ?? '' }];
  });
}

export interface Fetch {
  readonly stage: string;
  readonly source: string;
  readonly target: string;
}

/** What a stage takes from earlier ones. */
export function fetchesOf({ instructions }: Stage): Fetch[] {
  return instructions.flatMap(({ keyword, rest }): Fetch[] => {
    const [, stage, source, target] = /^--from=(\S+) (\S+) (\S+)$/.exec(rest) ?? [];
    return keyword === 'COPY' && stage && source && target ? [{ stage, source, target }] : [];
  });
}

/** An exec form: `["node", "x"]`; undefined if it is for a shell. */
export function execFormOf(text: string): string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((word) => typeof word === 'string') ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The command of a stage's instruction, such as CMD or HEALTHCHECK, without its flags. */
export function commandOf({ instructions }: Stage, keyword: 'CMD' | 'HEALTHCHECK' | 'RUN'): string | undefined {
  const rest = instructions.findLast((instruction) => instruction.keyword === keyword)?.rest;
  return rest?.replace(/^(--\S+\s+)*(CMD\s+)?/, '');
}

/** `ENV A=1 B=2` */
export function variablesOf({ instructions }: Stage): Record<string, string> {
  const texts = instructions.filter(({ keyword }) => keyword === 'ENV').map(({ rest }) => rest);
  return Object.fromEntries(
    texts.flatMap((text) => text.split(/\s+/).map((pair) => pair.split('=') as [string, string])),
  );
}
