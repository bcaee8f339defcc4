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
