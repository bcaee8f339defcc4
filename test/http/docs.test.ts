import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../src/http/openapi.ts';
import { anywhere, type Operation, operations } from '../../src/http/operations.ts';
import { type ProblemCode, problems } from '../../src/http/problem.ts';
import { apiKey, startWorld, type World } from '../support/gateway.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const get = async (path: string) => {
  const response = await fetch(world.api + path);
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const codes = Object.keys(problems) as ProblemCode[];

describe('the OpenAPI document', () => {
  it('is served to everybody, and is one by the judgement of others', async () => {
    const { status, text } = await get('/openapi.json');
    expect(status).toBe(200);
    const document = JSON.parse(text);
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
    const validator = new Validator();
    expect(await validator.validate(document)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('has an answer for every method and path that it names, and no other method is there', async () => {
    for (const { path, method } of Object.values(operations)) {
      const url = world.api + path.replace('{id}', 'no-such-challenge');
      const headers = { Authorization: `Bearer ${apiKey}` };
      expect((await fetch(url, { method: method.toUpperCase(), headers })).status).not.toBe(405);
      const refused = await fetch(url, { method: 'DELETE', headers });
      expect(refused.status).toBe(405);
      expect(refused.headers.get('allow')?.split(', ')).toContain(method.toUpperCase());
    }
  });

  it('tells for every problem there is where it may be met', () => {
    const told = (Object.values(operations) as Operation[]).flatMap((operation) => operation.problems);
    const everywhere: ProblemCode[] = ['unknown-route', 'method-not-allowed', ...anywhere];
    expect(new Set([...told, ...everywhere])).toEqual(new Set(codes));
  });

  it('shows the fields that a request may have', () => {
    const { components } = openApiDocument() as { components: { schemas: Record<string, { properties: object }> } };
    expect(Object.keys(components.schemas['CreateChallenge']?.properties ?? {})).toEqual(
      expect.arrayContaining(['id', 'to', 'channel', 'method', 'next', 'context', 'metadata']),
    );
  });
});

describe('the page of a problem', () => {
  it.each(codes)('is where its type leads, and says what it is: %s', async (code) => {
    const { status, headers, text } = await get(`/problems/${code}`);
    const [statusOf, title, detail] = problems[code];
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
    for (const words of [`<h1>${title}</h1>`, detail, `<b>${statusOf}</b>`]) expect(text).toContain(words);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect((await get('/problems')).text).toContain(`href="/problems/${code}"`);
  });

  it.each(['nothing', 'constructor', '__proto__', '%3Cscript%3E'])(
    'is not there for what is none: %s',
    async (code) => {
      const { status, text } = await get(`/problems/${code}`);
      expect({ status, code: JSON.parse(text).code }).toEqual({ status: 404, code: 'unknown-route' });
    },
  );
});

describe('Swagger UI', () => {
  it('is served from here, file by file, and nothing else of its package', async () => {
    for (const [, file] of (await get('/docs')).text.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await get(String(file))).status).toBe(200);
    expect((await get('/docs/swagger-ui.css.map')).status).toBe(404);
    expect((await get('/docs/index.html')).status).toBe(404);
  });

  it('may not tell anybody that it was installed', () => {
    const { allowScripts, scarfSettings } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    expect({ allowScripts, scarfSettings }).toMatchObject({
      allowScripts: { '@scarf/scarf': false },
      scarfSettings: { enabled: false },
    });
  });
});
