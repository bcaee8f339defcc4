#!/usr/bin/env node
// Starts the command line with Node 24, whichever Node runs this file: plain JavaScript that Node 20 understands.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const MAJOR = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src', 'cli', 'main.ts');
const built = join(root, 'dist', 'src', 'cli', 'main.js');
// Node strips no types under node_modules, so an installed package runs what was built.
const program = existsSync(source) && !root.split(sep).includes('node_modules') ? source : built;

if (majorOf(process.version) >= MAJOR) await import(pathToFileURL(program).href);
else startWith(broughtNode());

/** The Node 24 that an installation here or above brought along. */
function broughtNode() {
  for (let folder = root; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', '.bin', 'node');
    if (existsSync(candidate)) {
      const said = spawnSync(candidate, ['--version'], { encoding: 'utf8' });
      if (said.status === 0 && majorOf(said.stdout) >= MAJOR) return candidate;
    }
    if (dirname(folder) === folder) return undefined;
  }
}

function startWith(node) {
  if (node === undefined) {
    console.error(`Poundkey needs Node ${MAJOR} or newer; this is ${process.version}.`);
    console.error(
      program === source
        ? 'In this folder `npm ci` brings one.'
        : `Get it from https://nodejs.org, or for one command: npx --package=node@${MAJOR} --package=poundkey poundkey`,
    );
    process.exit(1);
  }
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal has sent Ctrl-C to the child as well, and twice would mean: at once.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`${node} does not start: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function majorOf(version) {
  return Number.parseInt(version.replace(/^v/, ''), 10);
}
