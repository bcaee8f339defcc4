import { importsOf } from './imports.ts';
import { blank, lineOf, type Source, type Violation } from './source.ts';

const DRAWERS = ['utils', 'helpers', 'services', 'managers', 'lib', 'core', 'common'];
const CONFIGS = ['src/config.ts', 'simulator/config.ts', 'demo/config.ts'];
// A starter hands the environment to its config and reads nothing from it.
const STARTERS = ['src/main.ts', 'src/cli/main.ts', 'simulator/main.ts', 'demo/start.ts'];

/** Folders that say nothing about what is in them. */
export function drawers(sources: readonly Source[]): Violation[] {
  return sources.flatMap(({ path }) => {
    const drawer = path
      .split('/')
      .slice(0, -1)
      .find((folder) => DRAWERS.includes(folder));
    return drawer === undefined
      ? []
      : [{ path, line: 1, what: `"${drawer}" is no name for a folder: what happens there?` }];
  });
}

/** Files that only pass on what others export, so that nobody sees who uses what. */
export function barrels(sources: readonly Source[]): Violation[] {
  return sources.flatMap(({ path, text }) => {
    if (/(^|\/)index\.\w+$/.test(path)) return [{ path, line: 1, what: 'is a barrel: import the file itself' }];
    return hits({ path, text }, /\bexport\s*\*/g, 'passes everything on: export by name, where it is made');
  });
}

/** Settings that are read anywhere but in the one place that checks them. */
export function environmentReaders(sources: readonly Source[]): Violation[] {
  const what = 'reads process.env: config.ts does that';
  return sources
    .filter(({ path }) => !CONFIGS.includes(path) && !STARTERS.includes(path))
    .flatMap((source) => [
      ...hits(source, /\bprocess\s*(?:\??\.\s*env\b|(?:\?\.)?\[)/g, what),
      ...hits(source, /\{[^{}]*\benv\b[^{}]*\}\s*(?:=\s*process\b|from\s*(?=['"](?:node:)?process['"]))/g, what),
    ]);
}

/** BullMQ outside the two folders that may know which queue we use. */
export function queueUsers(sources: readonly Source[]): Violation[] {
  return sources
    .filter(({ path }) => !/^src\/(queue|client)\//.test(path))
    .flatMap((source) => imported(source, /^bullmq(\/|$)/, 'only src/queue and src/client know bullmq'));
}

/** A core that waits, or asks the machine for anything but cryptography. */
export function impureCore(sources: readonly Source[]): Violation[] {
  const core = sources.filter(({ path }) => path.startsWith('src/challenge/'));
  return core.flatMap((source) => [
    ...imported(source, /^node:(?!crypto$)/, 'the core takes time, files and network as arguments'),
    ...hits(source, /\b(?:await|async)\b|\bnew Promise\b|\.then\(/g, 'the core never waits'),
    ...hits(
      source,
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(/g,
      'the core is given time and chance',
    ),
  ]);
}

function imported(source: Source, name: RegExp, what: string): Violation[] {
  return importsOf(source)
    .filter(({ target, ours }) => !ours && name.test(target))
    .map(({ target, line }) => ({ path: source.path, line, what: `imports ${target}: ${what}` }));
}

function hits({ path, text }: Source, pattern: RegExp, what: string): Violation[] {
  const { code, uncommented } = blank(text);
  // A match must begin in code; it may reach into a string, as the name of a module does.
  const matches = [...uncommented.matchAll(pattern)].filter(({ index }) => code.charAt(index) !== ' ');
  return matches.map(({ index }) => ({ path, line: lineOf(code, index), what }));
}
