import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copiesOf, readDockerfile, type Stage } from './dockerfile.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What an engine would build from our Dockerfile, in a folder: its COPYs and RUNs carried out in order. */
export interface ImageByHand {
  readonly folder: string;
  readonly stage: Stage;
  remove(): void;
}

/** Builds it from the working tree, but for what git ignores: build results must not help out here. */
export function buildByHand(): ImageByHand {
  const [dependencies, stage] = readDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8')) as [Stage, Stage];
  const folder = mkdtempSync(join(tmpdir(), 'poundkey-image-'));
  try {
    copyInto(folder, dependencies);
    for (const { keyword, rest } of dependencies.instructions) if (keyword === 'RUN') runIn(folder, rest);
    copyInto(folder, stage);
    return { folder, stage, remove: () => rmSync(folder, { recursive: true, force: true }) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function copyInto(folder: string, stage: Stage): void {
  for (const { sources, target } of copiesOf(stage)) {
    for (const source of sources)
      for (const file of filesInGit(source)) {
        // As Docker does it: the content of a folder, or a file by its name, goes below the target.
        const below = join(target, file === source ? basename(file) : file.slice(source.length));
        const copy = join(folder, target.endsWith('/') ? below : target);
        mkdirSync(dirname(copy), { recursive: true });
        cpSync(join(root, file), copy);
      }
  }
}

function filesInGit(path: string): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', path], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}

function runIn(folder: string, command: string): void {
  const ran = spawnSync('/bin/sh', ['-c', `${command} --prefer-offline --loglevel=error`], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(`${command}: ${ran.stderr}`);
}
