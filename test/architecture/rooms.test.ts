import { describe, expect, test } from 'vitest';
import { importsOf } from './imports.ts';
import { roomOf, wrongWays } from './rooms.ts';

const told = (path: string, text: string) =>
  wrongWays([{ path, text }]).map(({ path: file, line, what }) => `${file}:${line}: ${what}`);

describe('an import', () => {
  test.each([
    ["import { a } from './a.ts';", 'src/x/a.ts'],
    ["import type { A } from '../y/a.ts';", 'src/y/a.ts'],
    ["import './a.ts';", 'src/x/a.ts'],
    ["import {\n  a,\n  b,\n} from './a.ts';", 'src/x/a.ts'],
    ["export { a } from '../../workers/a.ts';", 'workers/a.ts'],
    ["const a = await import('./a.ts');", 'src/x/a.ts'],
    ["let a: import('./a.ts').A;", 'src/x/a.ts'],
    ["import { Redis } from 'ioredis';", 'ioredis'],
  ])('is read from %j', (text, target) => {
    expect(importsOf({ path: 'src/x/file.ts', text }).map((found) => found.target)).toEqual([target]);
  });

  test.each([
    "// import { a } from './a.ts';",
    "/*\n import './a.ts';\n*/",
    "const snippet = `import { a } from './a.ts';`;",
    'const snippet = "import { a } from \'./a.ts\';";',
    "const quote = /'/; // from './a.ts'",
  ])('is not read from %j', (text) => {
    expect(importsOf({ path: 'src/x/file.ts', text })).toEqual([]);
  });
});

describe('a room', () => {
  test.each([
    ['src/challenge/decide.ts', 'challenge'],
    ['src/ports.ts', 'ports'],
    ['src/providers/twilio.ts', 'providers'],
    ['src/providers/twilio-dialect.ts', 'dialect'],
    ['src/providers/twilio-dialect/forms.ts', 'dialect'],
    ['src/providers/twilio-signature.ts', 'dialect'],
    ['workers/intake.ts', 'workers'],
    ['src/helpers.ts', undefined],
    ['test/support/redis.ts', undefined],
  ])('%s lies in %s', (path, room) => expect(roomOf(path)).toBe(room));
});

describe('the table', () => {
  test.each([
    ['workers/start.ts', 'src/redis/store.ts'],
    ['workers/start.ts', 'webhooks/app.ts'],
    ['webhooks/app.ts', 'src/http/app.ts'],
    ['webhooks/app.ts', 'src/providers/twilio.ts'],
    ['workers/start.ts', 'src/providers/twilio-dialect.ts'],
    ['src/challenge/decide.ts', 'src/ports.ts'],
    ['src/contract/request.ts', 'src/challenge/phone.ts'],
    ['src/ports.ts', 'src/redis/store.ts'],
    ['src/redis/store.ts', 'src/queue/queue.ts'],
    ['src/client/client.ts', 'src/challenge/phone.ts'],
    ['src/assemble.ts', 'simulator/world.ts'],
    ['src/assemble.ts', 'demo/server.ts'],
    ['simulator/main.ts', 'src/providers/twilio-dialect.ts'],
    ['demo/server.ts', 'src/contract/request.ts'],
    ['src/advance.ts', 'test/support/redis.ts'],
    ['src/main.ts', 'src/redis/store.ts'],
  ])('forbids %s → %s', (path, target) => {
    const up = '../'.repeat(path.split('/').length - 1);
    const text = `import { a } from 'zod';\nimport { b } from '${up}${target}';\n`;
    expect(told(path, text)).toEqual([expect.stringMatching(new RegExp(`^${path}:2: .* may not import ${target}$`))]);
  });

  test.each([
    ['webhooks/voice.ts', 'src/providers/twilio-dialect.ts'],
    ['workers/intake.ts', 'src/admit.ts'],
    ['src/redis/store.ts', 'src/contract/names.ts'],
    ['src/assemble.ts', 'webhooks/app.ts'],
    ['src/cli/send.ts', 'src/client/client.ts'],
    ['demo/server.ts', 'src/client/client.ts'],
  ])('allows %s → %s', (path, target) => {
    const up = '../'.repeat(path.split('/').length - 1);
    expect(told(path, `import { b } from '${up}${target}';\n`)).toEqual([]);
  });

  test('refuses a file that is in no room', () => {
    expect(told('src/stuff.ts', '')).toEqual(['src/stuff.ts:1: lies in no room of test/architecture/rooms.ts']);
  });
});
