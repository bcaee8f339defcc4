// npm run build: JavaScript and types in dist/, for the published package. In a clone everything runs from its source.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentFor, runInForeground } from './children.mjs';
import { ensurePage } from './page.mjs';
import { prepare } from './prepare.mjs';
import { runScript, say } from './trouble.mjs';

const FOLDERS = ['src', 'workers', 'webhooks', 'simulator'];

await runScript(async () => {
  const prepared = await prepare();
  const { root } = prepared;
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const compiler = join(root, 'node_modules', '.bin', 'tsc');
  const code = await runInForeground(compiler, ['-p', 'tsconfig.build.json'], {
    cwd: root,
    env: environmentFor(prepared),
  });
  if (code !== 0) return code;
  // What is read at run time: scripts for Redis, pages and their styles.
  for (const folder of FOLDERS) {
    cpSync(join(root, folder), join(dist, folder), {
      recursive: true,
      filter: (path) => !/\.ts$/.test(path) && path !== join(root, 'simulator', 'page'),
    });
  }
  ensurePage(root, prepared.node);
  // The programs look for their version one folder above src/, here as in a clone.
  const { name, version, type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ name, version, type, private: true }, null, 2)}\n`);
  say('Built: dist/');
  return 0;
});
