/**
 * `npm run bench [-- --repeat 5 --count 3000 --seconds 5 --waiting 100000 --only line,http --json FILE]`
 *
 * All cases in one run, interleaved, so that what else the machine does hits all of them; only ratios within one run count.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ceiling, type Figures, line, memory, type Size, webhooks } from './cases.ts';
import { bareExpress, httpDoors } from './http-doors.ts';
import { type Spread, show, spread } from './measure.ts';
import { captions, simulator } from './simulator.ts';

const { values } = parseArgs({
  options: {
    repeat: { type: 'string', default: '5' },
    count: { type: 'string', default: '3000' },
    seconds: { type: 'string', default: '5' },
    waiting: { type: 'string', default: '100000' },
    only: { type: 'string', default: 'line,webhooks,http,simulator,memory' },
    json: { type: 'string' },
  },
});
const size: Size = { count: Number(values.count), seconds: Number(values.seconds), waiting: Number(values.waiting) };
const only = new Set(values.only.split(','));

const cases: Readonly<Record<string, () => Promise<Figures>>> = {
  ...(only.has('line') && {
    'BullMQ no-op': () => ceiling(size),
    'plain gateway, by queue': () => line('plain', 'queue', size),
    'Poundkey, by queue': () => line('poundkey', 'queue', size),
    'Poundkey, by HTTP': () => line('poundkey', 'http', size),
  }),
  ...(only.has('webhooks') && { webhooks: () => webhooks(size) }),
  ...(only.has('http') && { 'HTTP doors': () => httpDoors(size), 'bare Express': () => bareExpress(size) }),
  ...(only.has('simulator') && { simulator: () => simulator(size), 'simulator, watched': () => captions(size) }),
};

const results = new Map<string, Figures[]>();
const note = (name: string, figures: Figures) => results.set(name, [...(results.get(name) ?? []), figures]);
for (let repetition = 1; repetition <= Number(values.repeat); repetition++) {
  for (const [name, run] of Object.entries(cases)) {
    process.stderr.write(`${repetition}/${values.repeat} ${name}\n`);
    note(name, await run());
  }
}
if (only.has('memory')) {
  process.stderr.write('memory\n');
  note('memory', await memory(size));
}

const spreads = Object.fromEntries([...results].map(([name, runs]) => [name, spreadOf(runs)]));
const ratios = ratiosOf(results);
printTable(spreads, ratios);
if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ machine: `${cpus().length} × ${cpus()[0]?.model}`, node: process.version, size, spreads, ratios }, null, 2)}\n`,
  );
process.exit(0);

function spreadOf(runs: readonly Figures[]): Record<string, Spread> {
  return Object.fromEntries(
    Object.keys(runs[0] ?? {}).map((figure) => [figure, spread(runs.map((run) => run[figure] ?? 0))]),
  );
}

/** Each repetition gives its own ratio; only then are they put in order. */
function ratiosOf(all: ReadonlyMap<string, readonly Figures[]>): Record<string, Spread> {
  const ratio = (name: string, base: string, figure: string) =>
    spread(
      (all.get(name) ?? []).map((run, index) => (run[figure] ?? 0) / (all.get(base)?.[index]?.[figure] ?? Number.NaN)),
    );
  if (!only.has('line')) return {};
  return {
    'plain gateway of the ceiling': ratio('plain gateway, by queue', 'BullMQ no-op', 'perSecond'),
    'Poundkey by queue of the ceiling': ratio('Poundkey, by queue', 'BullMQ no-op', 'perSecond'),
    'Poundkey by HTTP of the ceiling': ratio('Poundkey, by HTTP', 'BullMQ no-op', 'perSecond'),
    'Poundkey by queue of plain, gateway CPU': ratio('Poundkey, by queue', 'plain gateway, by queue', 'gatewayMicros'),
    'Poundkey by HTTP of plain, gateway CPU': ratio('Poundkey, by HTTP', 'plain gateway, by queue', 'gatewayMicros'),
  };
}

function printTable(table: Record<string, Record<string, Spread>>, extra: Record<string, Spread>): void {
  console.log('median [least–most]\n\n| case | figure | value |\n|---|---|---|');
  for (const [name, figures] of Object.entries(table))
    for (const [figure, value] of Object.entries(figures)) console.log(`| ${name} | ${figure} | ${show(value)} |`);
  for (const [name, value] of Object.entries(extra)) console.log(`| ratio | ${name} | ${show(value)} |`);
}
