import { type Failure, failures, type Verdict } from './judge.ts';
import type { ChaosOptions } from './options.ts';

/** A run in numbers: what the table shows and the JSON holds. */
export interface Report {
  readonly options: ChaosOptions;
  readonly command: string;
  readonly challenges: number;
  readonly attempts: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly failed: Readonly<Record<Failure, number>>;
  readonly details: Verdict;
  /** Seconds from the last fault to the last outcome. */
  readonly recoverySeconds: number;
  readonly pubSubMissed: number;
  /** Writes that Redis itself lost after it had acknowledged them. */
  readonly redisLost: number;
  readonly crashes: number;
  readonly seconds: number;
  /** Why the run proves nothing, or what it disproves; empty when it is as it must be. */
  readonly faultsFound: readonly string[];
}

const detailsShown = 5;

export function tableOf(report: Report): string {
  const { options, failed, faults, outcomes, details } = report;
  const rows: [string, string | number][] = [
    ['challenges', report.challenges],
    ['requests that reached the provider', report.attempts],
    ...failures.map((failure): [string, number] => [failure, failed[failure]]),
    ['processes that ended by themselves', report.crashes],
    ['seconds from the last fault to the last outcome', report.recoverySeconds.toFixed(1)],
    ['acknowledged writes that Redis itself lost', report.redisLost],
    ['outcomes that pub/sub lost (the streams had them)', report.pubSubMissed],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${String(value).padStart(7)}`);
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `  ${String(count).padStart(7)}  ${name}`);
  const examples = failures.flatMap((failure) =>
    details[failure].slice(0, detailsShown).map((line) => `  ${failure}: ${line}`),
  );
  return [
    '',
    `${options.control ? 'Chaos, the control (no fence)' : 'Chaos'}, seed ${options.seed}, appendfsync ${options.fsync}, ${report.seconds.toFixed(0)} s`,
    ...lines,
    'faults',
    ...list(faults),
    'outcomes',
    ...list(outcomes),
    ...(examples.length > 0 ? ['examples', ...examples] : []),
    ...report.faultsFound.map((fault) => `NOT AS IT MUST BE: ${fault}`),
    `again: ${report.command}`,
    '',
  ].join('\n');
}

/** What is wrong with a run: a promise broken, or too little tried for it to prove anything. */
export function faultsFoundIn(report: Omit<Report, 'faultsFound'>): string[] {
  const { options, failed, faults, crashes, recoverySeconds } = report;
  const aimed = faults['worker killed, aimed'] ?? 0;
  const wanted = Math.ceil(options.kills * aimedShareMin);
  const found = aimed < wanted ? [`void: only ${aimed} kills hit a request under way, ${wanted} must`] : [];
  if (options.control) {
    if (failed['rung twice'] === 0) found.push('void: without the fence nobody was rung twice, so nothing was tried');
    return found;
  }
  for (const failure of failures) if (failed[failure] > 0) found.push(`${failed[failure]} ${failure}`);
  if (crashes > 0) found.push(`${crashes} processes ended by themselves`);
  if (recoverySeconds > recoverySecondsMax)
    found.push(
      `the last outcome came ${recoverySeconds.toFixed(1)} s after the last fault, ${recoverySecondsMax} s are allowed`,
    );
  return found;
}

const aimedShareMin = 0.25;
const recoverySecondsMax = 30;
