import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { infoOf } from '../src/config.ts';
import { methodsByChannel } from '../src/contract/methods.ts';
import { challengeResult, reasonsByStatus } from '../src/contract/result.ts';
import { settings } from '../src/settings.ts';
import { apiKey, startWorld, type World } from './support/gateway.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code = '']) => code);

describe('what the README says', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  it('about the queue works as written: the snippet asks, the phone is answered, the outcome is what the comment says', async () => {
    const [snippet = ''] = blocks('ts');
    const [, comment] = /\/\/ (\w+, [\w-]+)/.exec(snippet) ?? [];
    const phone = world.simulator.phone('+14155550100');
    /** What the snippet shows to the person, who keys it. */
    const log = async (shown: string) => {
      await phone.waitForCall();
      phone.answer();
      await phone.waitForPrompt();
      phone.press(`${shown}#`);
    };
    const body = snippet
      .replace(
        "import { createClient } from 'poundkey/client';",
        "const { createClient } = await import('../src/client/client.ts');",
      )
      .replace('redis://localhost:6379', world.redis.url);
    const run = new Function(
      'load',
      'console',
      `return (async () => { ${body.replace('await import', 'await load')} poundkey.close(); return { status, reason }; })();`,
    );
    const { status, reason } = (await run(() => import('../src/client/client.ts'), { log })) as {
      status: string;
      reason: string;
    };
    expect(`${status}, ${reason}`).toBe(comment);
  });

  it('about HTTP works as written', async () => {
    const snippet = blocks('sh').find((code) => code.includes('curl')) ?? '';
    const [, path] = /localhost:8080(\S+)/.exec(snippet) ?? [];
    const [, body] = /-d '(.+)'/.exec(snippet) ?? [];
    const [, header = ''] = /-H '(.+?)'/.exec(snippet) ?? [];
    const [name = '', value = ''] = header.replace('YOUR-KEY', apiKey).split(': ');
    const response = await fetch(world.api + path, { method: 'POST', headers: { [name]: value }, body: body ?? '' });
    expect(response.status).toBe(202);
    expect(await response.json()).toHaveProperty('id');
  });

  it('about results parses by the published schema', () => {
    const [example = ''] = blocks('json');
    expect(challengeResult.safeParse(JSON.parse(example)).success).toBe(true);
  });
});

describe('the README names what there is', () => {
  it('has a row for every setting, with its default and its meaning, and no other', () => {
    const rows = Object.entries(settings.shape).map(([name, schema]) => {
      const { about, shownDefault } = infoOf(schema);
      const parsed = schema.safeParse(undefined);
      const value = parsed.success && parsed.data !== undefined ? `\`${parsed.data}\`` : '**required**';
      return `| \`${name}\` | ${shownDefault ?? value} | ${about} |`;
    });
    const table = readme.slice(readme.indexOf('| variable |')).split('\n\n')[0]?.split('\n').slice(2);
    expect(table).toEqual(rows);
  });

  it('lists exactly the methods of each channel', () => {
    const rows = [...readme.matchAll(/^\| (voice|sms) \| `(\w+)` \|/gm)].map(
      ([, channel, method]) => `${channel} ${method}`,
    );
    const offered = Object.entries(methodsByChannel).flatMap(([channel, methods]) =>
      methods.map((method) => `${channel} ${method}`),
    );
    expect(rows).toEqual(offered);
  });

  it('names only reasons that exist', () => {
    const known: readonly string[] = Object.values(reasonsByStatus).flat();
    const paragraph = /Every ending has its own reason:([\s\S]+?)and more/.exec(readme)?.[1] ?? '';
    const named = [...paragraph.matchAll(/`([\w-]+)`/g)].map(([, reason]) => reason);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((reason) => !known.includes(reason ?? ''))).toEqual([]);
  });

  it('names only npm commands and files that exist', async () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm (?:run )?(demo|test|start|check|bench|chaos|build)\b/g)].map(
      ([, script = '']) => script,
    );
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
    for (const [, file = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
      expect(() =>
        readFileSync(new URL(`../${file.replace(/\/$/, '/0001-one-alarm-per-challenge.md')}`, import.meta.url)),
      ).not.toThrow();
  });
});
