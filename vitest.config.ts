import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: './test/support/built-page.ts',
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Whatever is waited for may take as long as its test: on a busy machine the usual second is a bound on time.
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 2,
    reporters: ['default', './test/support/tally.ts'],
  },
});
