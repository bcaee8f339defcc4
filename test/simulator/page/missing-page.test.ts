import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../../script/free-port.mjs';
import { startProgram } from '../../cli/program.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

it('without a built page, and with nothing to build it by, the simulator runs and says what builds it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'poundkey-no-page-'));
  for (const path of ['simulator', 'package.json']) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const simulator = startProgram(process.execPath, ['simulator/main.ts'], {
    cwd: folder,
    env: { SIMULATOR_PORT: String(port) },
  });
  onTestFinished(async () => {
    simulator.child.kill('SIGTERM');
    await simulator.ended;
    rmSync(folder, { recursive: true });
  });
  await simulator.says(/handsets and Twilio's API/);
  const answer = await fetch(url);
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('`npm run build` in the repository builds it');
  expect((await fetch(`${url}/simulator/v1/phones`)).status).toBe(200);
});
