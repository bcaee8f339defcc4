import { expect, test } from 'vitest';
import { runCommand, startCommand } from './program.ts';

test('runs the simulator until Ctrl-C, on the port that was asked for', async () => {
  const simulator = startCommand(['simulator', '--port', '0', '--inbound-url', 'http://127.0.0.1:9999/texts']);
  await simulator.says(/on http:\/\/127\.0\.0\.1:\d+\n/);
  simulator.child.kill('SIGINT');
  const { status, stdout, stderr } = await simulator.ended;
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^Simulator: handsets and Twilio's API on /);
});

test('an option wins over the environment, whose faults are told', async () => {
  const ran = await runCommand(['simulator', '--port', 'x'], { SIMULATOR_PORT: '0', TWILIO_ACCOUNT_SID: 'x' });
  expect(ran.status).toBe(1);
  expect(ran.stderr).toMatch(/SIMULATOR_PORT.*\n.*TWILIO_ACCOUNT_SID/);
});

test('its help has examples, every option and the settings it reads', async () => {
  const { status, stdout } = await runCommand(['simulator', '--help'], {});
  expect(status).toBe(0);
  for (const word of ['--port', '--host', '--inbound-url', '--calls-per-second', 'TWILIO_AUTH_TOKEN', 'Examples'])
    expect(stdout).toContain(word);
});

test('an option that it does not have, or has no sense, is told in one line each', async () => {
  const unknown = await runCommand(['simulator', '--prot', '1'], {});
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).toContain('--port');
  const senseless = await runCommand(['simulator', '--calls-per-second', 'many'], {});
  expect(senseless.status).toBe(1);
  expect(senseless.stderr).toContain('SIMULATOR_CALLS_PER_SECOND');
});
