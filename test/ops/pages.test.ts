import { expect, test } from 'vitest';
import { snapshotBody } from '../../src/ops/pages.ts';
import type { Snapshot } from '../../src/ops/snapshot.ts';

const snapshot: Snapshot = {
  ...{ at: '2026-11-28T03:00:00.000Z', healthy: true, checks: [], inFlight: 0, queues: [], endpoints: [] },
  tally: { byMinute: [], byOutcome: new Map() },
};
const shown = (endpoints: Snapshot['endpoints']) => snapshotBody({ ...snapshot, endpoints }).text;
const since = Date.parse('2026-11-28T02:58:00.000Z');
const disabledAt = Date.parse('2026-11-28T03:00:00.000Z');

test('an operator sees of each result webhook whether it works, fails, or is disabled and since when', () => {
  expect(shown([])).not.toContain('Result webhooks');
  expect(shown([{ app: 'payroll', trouble: undefined }])).toContain('<li class="good"><b>payroll</b> works</li>');
  const failing = shown([{ app: 'payroll', trouble: { failures: 1, since } }]);
  expect(failing).toContain('<b>payroll</b> 1 failure in a row since 2026-11-28 02:58 UTC</li>');
  const dead = shown([{ app: '<payroll>', trouble: { failures: 10, since, disabledAt } }]);
  expect(dead).toContain('<li class="bad"><b>&lt;payroll&gt;</b> disabled at 2026-11-28 03:00 UTC after 10 failures');
});
