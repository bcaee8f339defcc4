import { parseArgs } from 'node:util';
import type { Fsync } from './durable-redis.ts';

/** What a run is asked for. */
export interface ChaosOptions {
  readonly seed: number;
  /** SIGKILLs, over workers, webhooks and Redis. */
  readonly kills: number;
  /** SIGSTOPs, likewise. */
  readonly freezes: number;
  readonly challenges: number;
  /** How long the faults go on. */
  readonly seconds: number;
  readonly fsync: Fsync;
  /** Without the fence, to show that this harness would notice. */
  readonly control: boolean;
}

export interface CommandLine {
  readonly runs: readonly ChaosOptions[];
  readonly json: string | undefined;
  /** Where the gateway's logs go; without it nowhere. */
  readonly logs: string | undefined;
}

const usage = `npm run chaos -- [--kills N] [--freezes N] [--challenges N] [--seconds N] [--seed N]
                 [--fsync always|everysec] [--control] [--smoke] [--json FILE] [--logs FOLDER]
  --smoke    what CI runs: the defaults, and then the control
  --control  only the control: the same without the fence, which must ring people twice
`;

/** The control is short: it only has to show that what must not happen would be seen. */
const controlSize = { kills: 16, freezes: 2, challenges: 300, seconds: 24 };

export function readCommandLine(args: readonly string[]): CommandLine {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{
        seed: text,
        kills: text,
        freezes: text,
        challenges: text,
        seconds: text,
        json: text,
        logs: text,
        fsync: text,
      },
      ...{ control: flag, smoke: flag, help: flag },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  const number = (name: 'seed' | 'kills' | 'freezes' | 'challenges' | 'seconds', otherwise: number): number => {
    const given = values[name];
    if (given === undefined) return otherwise;
    if (!/^\d{1,9}$/.test(given)) throw new Error(`--${name} takes a whole number`);
    return Number(given);
  };
  const fsync = values.fsync ?? 'always';
  if (fsync !== 'always' && fsync !== 'everysec') throw new Error('--fsync takes always or everysec');
  const seed = number('seed', Math.floor(Math.random() * 1_000_000));
  const sized = (size: typeof controlSize, control: boolean): ChaosOptions => {
    const kills = number('kills', size.kills);
    const challenges = number('challenges', size.challenges);
    // As fast as two cores can start what was killed, and no faster.
    const atLeast = Math.max(size.seconds, kills * 1.2, challenges / 20);
    const seconds = number('seconds', Math.ceil(atLeast));
    return { seed, kills, freezes: number('freezes', size.freezes), challenges, seconds, fsync, control };
  };
  const real = sized({ kills: 66, freezes: 18, challenges: 1_250, seconds: 80 }, false);
  if (values.smoke)
    return { runs: [real, { seed, ...controlSize, fsync, control: true }], json: values.json, logs: values.logs };
  return { runs: [values.control ? sized(controlSize, true) : real], json: values.json, logs: values.logs };
}

/** The command that does this run again. */
export function commandOf({ seed, kills, freezes, challenges, seconds, fsync, control }: ChaosOptions): string {
  const numbers = `--seed ${seed} --kills ${kills} --freezes ${freezes} --challenges ${challenges} --seconds ${seconds} --fsync ${fsync}`;
  return `npm run chaos -- ${numbers}${control ? ' --control' : ''}`;
}
