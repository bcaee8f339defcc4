import type { Area, Finding } from '../diagnose/finding.ts';
import type { Command } from './command.ts';
import { tame } from './mask.ts';
import type { Paint } from './terminal.ts';

/** `poundkey doctor`: what is wrong with an installation, and what to do about each. */
export const doctor: Command = {
  name: 'doctor',
  about: 'checks Redis, settings, public address, provider and numbers, and says how to fix what is wrong',
  examples: [
    [
      'npx poundkey doctor --env-file .env',
      'Check the settings of a file and all they lead to. Calls and texts nobody.',
    ],
    ['npx poundkey doctor --json', 'The same for scripts: one JSON object.'],
  ],
  options: { json: { type: 'boolean', about: 'One JSON object: {"ok", "counts", "findings": [...]}.' } },
  settings: [['every one', 'as the gateway would read them: run this where the gateway runs.']],
  exits: [
    [0, 'nothing is wrong; there may be warnings'],
    [1, 'at least one fault (✗)'],
  ],
  async run(values, { env, out, paint }) {
    // Loaded here and not above, for `--help` needs none of it.
    const { diagnose } = await import('../diagnose/diagnose.ts');
    const seen: Finding[] = [];
    const json = values['json'] === true;
    for await (const finding of diagnose(env)) {
      if (!json) for (const line of findingLines(finding, seen.at(-1)?.area, paint)) out(line);
      seen.push(finding);
    }
    const counts = countsOf(seen);
    out(json ? JSON.stringify({ ok: counts.fault === 0, counts, findings: seen }) : `\n${summary(counts, paint)}`);
    return counts.fault === 0 ? 0 : 1;
  },
};

const headings: Readonly<Record<Area, string>> = {
  settings: 'Settings',
  secrets: 'Secrets',
  redis: 'Redis',
  address: 'Public address',
  provider: 'Provider',
  numbers: 'Numbers',
};
/** As wide as most names: the longest settings push their own row aside. */
const nameWidth = 20;

/** A finding as a row, below a heading where a new area begins, and its fix below it. */
function findingLines(finding: Finding, areaBefore: Area | undefined, paint: Paint): string[] {
  const { area, name, says } = finding;
  const heading = area === areaBefore ? [] : [...(areaBefore === undefined ? [] : ['']), paint('bold', headings[area])];
  const row = `  ${markOf(finding, paint)} ${tame(name).padEnd(nameWidth)} ${tame(says)}`;
  return [...heading, row, ...('fix' in finding ? [`    ${paint('bold', 'Fix:')} ${tame(finding.fix)}`] : [])];
}

function markOf({ level }: Finding, paint: Paint): string {
  switch (level) {
    case 'good':
      return paint('green', '✓');
    case 'unknown':
      return paint('dim', '?');
    case 'warning':
      return paint('yellow', '!');
    case 'fault':
      return paint('red', '✗');
    default:
      return level satisfies never;
  }
}

type Counts = Readonly<Record<Finding['level'], number>>;

function countsOf(findings: readonly Finding[]): Counts {
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  return { good: count('good'), warning: count('warning'), fault: count('fault'), unknown: count('unknown') };
}

function summary({ good, warning, fault, unknown }: Counts, paint: Paint): string {
  const parts = [
    fault === 0 ? paint('green', 'No faults') : paint('red', counted(fault, 'fault')),
    ...(warning === 0 ? [] : [paint('yellow', counted(warning, 'warning'))]),
    `${good} good`,
    ...(unknown === 0 ? [] : [`${unknown} could not be checked`]),
  ];
  return `${parts.join(', ')}.`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
