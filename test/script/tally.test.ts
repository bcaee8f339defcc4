import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMachine } from './machine.ts';

const CI = fileURLToPath(new URL('../../.ci/run', import.meta.url));
let machine: ReturnType<typeof createMachine>;

beforeEach(() => {
  machine = createMachine();
  for (const name of ['bash', 'dirname', 'mktemp']) machine.link(name);
  machine.link('node', process.execPath);
  machine.write('.ci/run', readFileSync(CI, 'utf8'));
});
afterEach(() => machine.remove());

interface Outcome {
  readonly exit?: number;
  readonly tally?: object;
}

/** Runs .ci/run with an npm that does not run anything, but ends as told. */
async function ci({ check, tests, chaos = SURVIVED }: { check: Outcome; tests: Outcome; chaos?: Outcome }) {
  const branch = ({ exit = 0, tally }: Outcome) =>
    `${tally ? `echo '${JSON.stringify(tally)}' >"$POUNDKEY_TALLY"; ` : ''}exit ${exit}`;
  const branches = `"run check") ${branch(check)} ;; test) ${branch(tests)} ;; "run chaos -- --smoke") ${branch(chaos)} ;;`;
  machine.fake('npm', `case "$*" in ${branches} esac\nexit 99`);
  const { code, output } = await machine.run('bash', ['.ci/run'], { env: { CI: 'true' } });
  return { code, lines: output.trimEnd().split('\n') };
}
const CHECKED = { tally: { passed: 3, failed: 0, skipped: [] } };
const SURVIVED = { tally: { passed: 2, failed: 0, skipped: [] } };

describe('.ci/run', () => {
  test('ends with the sum of what the checks and the tests counted', async () => {
    const { code, lines } = await ci({ check: CHECKED, tests: { tally: { passed: 40, failed: 0, skipped: [] } } });
    expect(lines.at(-1)).toBe('45 passed, 0 failed');
    expect(code).toBe(0);
  });

  test.each([
    ['a test failed', { tally: { passed: 39, failed: 1, skipped: [] }, exit: 1 }, '44 passed, 1 failed'],
    [
      'the run failed although no test did',
      { tally: { passed: 40, failed: 0, skipped: [] }, exit: 1 },
      '45 passed, 1 failed',
    ],
    ['the tests did not start', { exit: 1 }, '5 passed, 1 failed'],
    ['no test ran', { tally: { passed: 0, failed: 0, skipped: [] } }, '5 passed, 0 failed'],
    ['the tests vanished without a word', {}, '5 passed, 0 failed'],
    [
      'a test was skipped',
      { tally: { passed: 39, failed: 0, skipped: ['page.test.ts > rings'] } },
      '44 passed, 0 failed',
    ],
  ])('fails when %s', async (_, tests, last) => {
    const { code, lines } = await ci({ check: CHECKED, tests });
    expect(lines.at(-1)).toBe(last);
    expect(code).toBe(1);
  });

  test('fails when chaos rang somebody twice, or its control did not', async () => {
    const chaos = { tally: { passed: 1, failed: 1, skipped: [] }, exit: 1 };
    const tests = { tally: { passed: 40, failed: 0, skipped: [] } };
    const { code, lines } = await ci({ check: CHECKED, tests, chaos });
    expect(lines.at(-1)).toBe('44 passed, 1 failed');
    expect(code).toBe(1);
  });

  test('fails when a check did, and still runs the tests', async () => {
    const check = { tally: { passed: 2, failed: 1, skipped: [] }, exit: 1 };
    const { code, lines } = await ci({ check, tests: { tally: { passed: 40, failed: 0, skipped: [] } } });
    expect(lines.at(-1)).toBe('44 passed, 1 failed');
    expect(code).toBe(1);
  });

  test('names every test that was skipped', async () => {
    const { lines } = await ci({
      check: CHECKED,
      tests: { tally: { passed: 1, failed: 0, skipped: ['page.test.ts > rings'] } },
    });
    expect(lines.at(-2)).toBe('Skipped, and that is not enough here: page.test.ts > rings');
  });
});
