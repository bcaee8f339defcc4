import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copiesOf, fetchesOf, readDockerfile, type Stage } from './dockerfile.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What an engine would build from our Dockerfile, in a folder: its COPYs and RUNs carried out in order. */
export interface ImageByHand {
  readonly folder: string;
  readonly stage: Stage;
  remove(): void;
}

/** Builds it from the working tree, but for what git ignores: build results must not help out here. */
export function buildByHand(): ImageByHand {
  const stages = readDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'));
  const stage = stages.at(-1) as Stage;
  const work = mkdtempSync(join(tmpdir(), 'poundkey-image-'));
  const folderOf = (name: string | undefined) => join(work, name ?? 'image');
  try {
    for (const each of stages) buildStage(folderOf(each.name), each, folderOf);
    for (const { name } of stages) if (name) rmSync(folderOf(name), { recursive: true });
    return { folder: folderOf(undefined), stage, remove: () => rmSync(work, { recursive: true, force: true }) };
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw error;
  }
}

/** Every COPY before every RUN: ours never take along what a RUN has made in the same stage. */
function buildStage(folder: string, stage: Stage, folderOf: (name: string) => string): void {
  mkdirSync(folder);
  for (const { stage: from, source, target } of fetchesOf(stage))
    cpSync(join(folderOf(from), source.replace(/^\/app\//, '')), join(folder, target), { recursive: true });
  copyInto(folder, stage);
  for (const { keyword, rest } of stage.instructions) if (keyword === 'RUN') runIn(folder, rest);
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
  const quietly = command.startsWith('npm ') ? `${command} --prefer-offline --loglevel=error` : command;
  const ran = spawnSync('/bin/sh', ['-c', quietly], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(`${command}: ${ran.stderr}`);
}
