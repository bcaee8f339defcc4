import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProgram } from '../cli/program.ts';
import { apiKey, startWorld, type World } from '../support/gateway.ts';

// It compiles everything, and npm fetches some 140 packages when its cache is empty.
const installMsMax = 300_000;
const root = fileURLToPath(new URL('../..', import.meta.url));

/*
 * Built in a copy, so that a test changes nothing in the clone, and installed from its tarball in a folder that knows
 * nothing of the clone: what runs there is what somebody would get.
 */
describe('the package', () => {
  const work = mkdtempSync(join(tmpdir(), 'poundkey-package-'));
  const copy = join(work, 'copy');
  const app = join(work, 'app');
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}`, NO_COLOR: '1' };
  const inApp = (args: readonly string[], more: Record<string, string> = {}) =>
    startProgram(process.execPath, args, { cwd: app, env: more }).ended;
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
    copyWorkingTree(copy);
    mustRun('node', ['script/build.mjs'], copy);
    mustRun('npm', ['pack', '--pack-destination', work, '--loglevel=error'], copy);
    const tarball = readdirSync(work).find((name) => name.endsWith('.tgz')) ?? 'none';
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
    mustRun(
      'npm',
      ['install', join(work, tarball), '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
      app,
    );
  }, installMsMax);

  afterAll(async () => {
    await world?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  function mustRun(program: string, args: readonly string[], cwd: string): void {
    const ran = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
  }

  test('has nothing that publint objects to', async () => {
    const { messages } = await publint({ pkgDir: copy, strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  test('holds what it runs and no sources, tests or demo', () => {
    const installed = join(app, 'node_modules', 'poundkey');
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(readdirSync(installed).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'package.json',
      'schemas',
    ]);
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
    for (const kind of [
      /scripts\/commit-\d-up\.lua$/,
      /simulator\/page\/index\.html$/,
      /ops\/page\/ops\.css$/,
      /http\/page\/docs\.js$/,
    ])
      expect(
        files.some((file) => kind.test(file)),
        `${kind}`,
      ).toBe(true);
  });

  test('lets an auth server import the client and ask by it', async () => {
    writeFileSync(
      join(app, 'ask.js'),
      `import { createClient } from 'poundkey/client';
       const client = createClient({ redisUrl: process.env.REDIS_URL });
       const asked = await client.challenge({ to: '+14155550134', channel: 'voice', method: 'pound' });
       console.log((await asked.outcome).reason);
       client.close();`,
    );
    world.simulator.phone('+14155550134').behave('press-pound');
    const { stdout, stderr } = await inApp(['ask.js'], { REDIS_URL: world.redis.url });
    expect({ stdout, stderr }).toEqual({ stdout: 'pound-pressed\n', stderr: '' });
  });

  test('lets an auth server ask over HTTP alone', async () => {
    writeFileSync(
      join(app, 'ask-by-http.js'),
      `import { createClient } from 'poundkey/client';
       const client = createClient({ url: process.env.URL, apiKey: process.env.KEY });
       const asked = await client.challenge({ to: '+14155550136', channel: 'voice', method: 'pound' });
       console.log((await asked.outcome).reason);
       client.close();`,
    );
    world.simulator.phone('+14155550136').behave('press-pound');
    const { stdout, stderr } = await inApp(['ask-by-http.js'], { URL: world.api, KEY: apiKey });
    expect({ stdout, stderr }).toEqual({ stdout: 'pound-pressed\n', stderr: '' });
  });

  test('lets tests import the simulator, its page included', async () => {
    writeFileSync(
      join(app, 'simulate.js'),
      `import { startSimulator } from 'poundkey/simulator';
       const simulator = await startSimulator({ port: 0 });
       const page = await fetch(simulator.url);
       console.log(page.status, (await page.text()).includes('<title>'));
       await simulator.stop();`,
    );
    expect((await inApp(['simulate.js'])).stdout).toBe('200 true\n');
  });

  test('brings types that fit, without a look at anybody’s sources', () => {
    writeFileSync(
      join(app, 'typed.ts'),
      `import { type ClosedResult, createClient } from 'poundkey/client';
       import { type Simulator, startSimulator } from 'poundkey/simulator';
       import { type CheckAnswer, ClientError } from 'poundkey/client';
       export const simulator: Simulator = await startSimulator({ port: 0 });
       const client = createClient({ redisUrl: 'redis://x' });
       const asked = await client.challenge({ to: '+1', channel: 'voice', method: 'pound' });
       export const outcome: ClosedResult = await asked.outcome;
       const overHttp = createClient({ url: 'http://x', apiKey: 'key' });
       const texted = await overHttp.challenge({ to: '+1', channel: 'sms', method: 'code' }, { signal: AbortSignal.timeout(1) });
       export const answer: CheckAnswer = await texted.check('561166');
       export const { status } = await texted.resend({ channel: 'voice', method: 'code' });
       await texted.cancel().catch((error) => error instanceof ClientError && error.retryAfterSeconds);
       for await (const step of texted.progress) console.log(step.status === 'ringing');
       // @ts-expect-error a URL is of no use without a key
       createClient({ url: 'http://x' });
       // @ts-expect-error there is no such channel
       await client.challenge({ to: '+1', channel: 'fax', method: 'pound' });`,
    );
    const options = { module: 'nodenext', target: 'es2024', strict: true, noEmit: true, types: ['node'] };
    const typeRoots = [join(root, 'node_modules', '@types')];
    writeFileSync(
      join(app, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, typeRoots }, files: ['typed.ts'] }),
    );
    const checked = spawnSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', app], { encoding: 'utf8' });
    expect(checked.stdout).toBe('');
    expect(checked.status).toBe(0);
  }, 60_000);

  test('has the command, built', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect((await inApp(['node_modules/.bin/poundkey', '--version'])).stdout).toBe(`${version}\n`);
    world.simulator.phone('+14155550135').behave('busy');
    const sent = await inApp(['node_modules/.bin/poundkey', 'send', '--to', '+14155550135', '--json'], {
      REDIS_URL: world.redis.url,
    });
    expect(sent.status).toBe(4);
    expect(JSON.parse(sent.stdout)).toMatchObject({ status: 'failed', reason: 'busy' });
  });

  test('can start the gateway', async () => {
    const { twilio, secret } = world.config;
    const gateway = startProgram(process.execPath, ['node_modules/.bin/poundkey', 'start'], {
      cwd: app,
      env: {
        REDIS_URL: world.redis.url,
        POUNDKEY_SECRET: secret,
        POUNDKEY_PUBLIC_URL: world.webhooks,
        POUNDKEY_PORT: '0',
        POUNDKEY_WEBHOOK_PORT: '0',
        TWILIO_ACCOUNT_SID: twilio.accountSid,
        TWILIO_AUTH_TOKEN: 'token',
        TWILIO_CALL_FROM: '+14155550001',
      },
    });
    await gateway.says(/ready for work/);
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toMatchObject({ status: 0, stderr: '' });
  }, 60_000);
});

/** What git knows of the working tree, with the dependencies that are installed already. */
function copyWorkingTree(target: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0').filter((name) => !/^(test\/|$)/.test(name) && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(root, file), join(target, file));
  }
  symlinkSync(join(root, 'node_modules'), join(target, 'node_modules'));
}
