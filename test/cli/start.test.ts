import { expect, test } from 'vitest';
import { runCommand } from './program.ts';

// That it starts and stops is tested in the package, test/shipping/package.test.ts.
test('lists every fault of the settings, as the gateway does', async () => {
  const { status, stderr } = await runCommand(['start'], { POUNDKEY_PORT: 'x' });
  expect(status).toBe(1);
  for (const name of ['REDIS_URL', 'POUNDKEY_SECRET', 'POUNDKEY_PORT', 'TWILIO_ACCOUNT_SID'])
    expect(stderr).toContain(`- ${name} `);
});
