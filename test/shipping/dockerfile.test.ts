import { existsSync, readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { settings } from '../../src/settings.ts';
import { commandOf, copiesOf, execFormOf, fetchesOf, readDockerfile, type Stage, variablesOf } from './dockerfile.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(root + path, 'utf8');
const stages = readDockerfile(read('Dockerfile'));
const last = stages.at(-1) as Stage;

describe('the Dockerfile', () => {
  test('is built on Node 24 in every stage', () => {
    expect(stages.map(({ from }) => from)).toEqual(Array(3).fill('node:24-slim'));
  });

  test('installs what the lockfile names, without development packages and without the Node of the clone', () => {
    expect(commandOf(stages[0] as Stage, 'RUN')).toMatch(/^npm ci --omit=dev --workspaces=false\b/);
  });

  test('builds the page with development packages, of which only the page gets into the image', () => {
    expect(commandOf(stages[1] as Stage, 'RUN')).toMatch(/vite\.js build simulator\/page$/);
    expect(fetchesOf(last)).toContainEqual({
      stage: 'page',
      source: '/app/dist/simulator/page',
      target: 'dist/simulator/page/',
    });
    expect(fetchesOf(last).filter(({ stage }) => stage === 'page')).toHaveLength(1);
  });

  test('copies what exists, and .dockerignore lets it through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = stages.flatMap(copiesOf).flatMap(({ sources }) => sources);
    expect(sources.length).toBeGreaterThan(8);
    for (const source of sources) {
      expect(existsSync(root + source), source).toBe(true);
      expect(
        allowed.some((pattern) => matchesGlob(source, pattern)),
        `${source} in .dockerignore`,
      ).toBe(true);
    }
    expect(allowed.toSorted(), 'and nothing else gets near the image').toEqual([...new Set(sources)].toSorted());
  });

  test('ends as somebody who is not root, after everything that needs root', () => {
    const keywords = last.instructions.map(({ keyword }) => keyword);
    expect(last.instructions.find(({ keyword }) => keyword === 'USER')?.rest).toBe('node');
    expect(keywords.indexOf('USER')).toBeGreaterThan(keywords.lastIndexOf('COPY'));
    expect(keywords).not.toContain('RUN');
  });

  test('starts and checks by programs and not by a shell, which would keep signals to itself', () => {
    expect(execFormOf(commandOf(last, 'CMD') ?? '')).toEqual(['node', 'src/main.ts']);
    expect(execFormOf(commandOf(last, 'HEALTHCHECK') ?? '')).toEqual(['node', 'bin/poundkey.js', 'readyz']);
  });

  test('gives the health check longer than the command gives the gateway', () => {
    const { rest } = last.instructions.find(({ keyword }) => keyword === 'HEALTHCHECK') ?? { rest: '' };
    expect(Number(/--timeout=(\d+)s/.exec(rest)?.[1])).toBeGreaterThan(5);
  });

  test('sets settings that there are', () => {
    const { NODE_ENV, ...variables } = variablesOf(last);
    expect(NODE_ENV).toBe('production');
    for (const [name, value] of Object.entries(variables)) {
      const schema = settings.shape[name as keyof typeof settings.shape];
      expect(schema, name).toBeDefined();
      expect(schema.safeParse(value).error, name).toBeUndefined();
    }
  });

  test('exposes the two ports of the contract', () => {
    const usual = [settings.shape.POUNDKEY_PORT, settings.shape.POUNDKEY_WEBHOOK_PORT].map((port) =>
      port.parse(undefined),
    );
    expect(last.instructions.find(({ keyword }) => keyword === 'EXPOSE')?.rest).toBe(usual.join(' '));
  });

  test('is labelled with the version and licence of the package', () => {
    const { rest } = last.instructions.find(({ keyword }) => keyword === 'LABEL') ?? { rest: '' };
    const { version, license } = JSON.parse(read('package.json')) as { version: string; license: string };
    expect(rest).toContain(`org.opencontainers.image.version="${version}"`);
    expect(rest).toContain(`org.opencontainers.image.licenses="${license}"`);
  });
});
