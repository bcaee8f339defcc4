import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { binPath, startProgram } from './program.ts';

/*
 * An older Node stands in by its version alone: `--import` changes what the bin sees, and not the Node that it starts. What
 * the bin is written in is what Node 20 understands; it was run there by hand.
 */
describe('bin/poundkey.js under an older Node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'poundkey-bin-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const older = join(folder, 'older.mjs');
  writeFileSync(older, `Object.defineProperty(process, 'version', { value: 'v20.20.2' });`);
  const run = (bin: string, ...args: string[]) =>
    startProgram(process.execPath, ['--import', older, bin, ...args], { cwd: folder });

  /** A package as it is installed, with a built command that tells what runs it. */
  function install(name: string): { root: string; bin: string } {
    const root = join(folder, name, 'node_modules', 'poundkey');
    mkdirSync(join(root, 'bin'), { recursive: true });
    mkdirSync(join(root, 'dist', 'src', 'cli'), { recursive: true });
    mkdirSync(join(root, 'src', 'cli'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(root, 'src', 'cli', 'main.ts'), 'throw new Error("nobody strips types here");');
    writeFileSync(
      join(root, 'dist', 'src', 'cli', 'main.js'),
      `process.on('SIGTERM', () => process.exit(7));
       console.log('built', process.version, process.argv.slice(2).join(' '));
       if (process.argv[2] === 'stay') setInterval(() => {}, 1000);
       else process.exitCode = 5;`,
    );
    cpSync(binPath, join(root, 'bin', 'poundkey.js'));
    return { root, bin: join(root, 'bin', 'poundkey.js') };
  }

  function bringNode(app: string): void {
    mkdirSync(join(folder, app, 'node_modules', '.bin'), { recursive: true });
    symlinkSync(process.execPath, join(folder, app, 'node_modules', '.bin', 'node'));
  }

  test('starts the Node 24 that was installed beside it, hands over arguments, and has its exit code', async () => {
    const { bin } = install('brought');
    bringNode('brought');
    expect(await run(bin, 'tail', '--json').ended).toEqual({
      status: 5,
      stdout: `built ${process.version} tail --json\n`,
      stderr: '',
    });
  });

  test('passes on signals', async () => {
    const { bin } = install('signals');
    bringNode('signals');
    const running = run(bin, 'stay');
    await running.says(/built/);
    running.child.kill('SIGTERM');
    expect((await running.ended).status).toBe(7);
  });

  test('says how to get Node 24 where there is none', async () => {
    const { bin } = install('none');
    const { status, stderr } = await run(bin, 'tail').ended;
    expect(status).toBe(1);
    expect(stderr).toBe(
      'Poundkey needs Node 24 or newer; this is v20.20.2.\nGet it from https://nodejs.org, or for one command: npx --package=node@24 --package=poundkey poundkey\n',
    );
  });

  test('runs from source in the repository, by the Node of the private workspace', async (context) => {
    if (!existsSync(join(dirname(dirname(binPath)), 'node_modules', '.bin', 'node'))) context.skip();
    expect(await run(binPath, '--version').ended).toMatchObject({ status: 0, stderr: '' });
  });
});
