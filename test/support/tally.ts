import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule, Vitest } from 'vitest/node';

/**
 * Names every skipped test at the end of a run, so that none is skipped unseen, and writes the counts to the file in
 * POUNDKEY_TALLY, from which `.ci/run` makes its last line.
 */
export default class Tally implements Reporter {
  #filtered = false;

  onInit(vitest: Vitest): void {
    // With `-t` everything else counts as skipped, and that is no news.
    this.#filtered = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = withState(tests, 'skipped').map((test) => `${test.module.relativeModuleId} > ${test.fullName}`);
    if (!this.#filtered) for (const name of skipped) process.stdout.write(`skipped: ${name}\n`);
    const file = process.env['POUNDKEY_TALLY'];
    if (!file) return;
    // A file that does not load and an error outside of any test are failures without a test of their own.
    const broken = modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length;
    const counts = { passed: withState(tests, 'passed').length, failed: withState(tests, 'failed').length + broken };
    writeFileSync(file, JSON.stringify({ ...counts, skipped }));
  }
}

function withState(tests: readonly TestCase[], state: string): TestCase[] {
  return tests.filter((test) => test.result().state === state);
}
