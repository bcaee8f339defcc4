import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { challengeRequest } from '../../src/contract/request.ts';
import { challengeResult } from '../../src/contract/result.ts';

/** Whoever checks a result must take fields that are added later. */
const open = ({ jsonSchema }: { readonly jsonSchema: { additionalProperties?: unknown } }): void => {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
};
const asked = 'What is asked: the data of a job on the queue challenges, the body of POST /v1/challenges';
const told = 'What is told: in pub/sub, streams, events, webhooks and views';

describe('the published JSON Schemas', () => {
  it.each([
    ['request', asked, z.toJSONSchema(challengeRequest, { io: 'input' })],
    ['result', told, z.toJSONSchema(challengeResult, { override: open })],
  ])('schemas/%s.json is the schema that the gateway checks with', async (name, title, schema) => {
    const text = `${JSON.stringify({ $id: `urn:poundkey:schema:${name}`, title, ...schema }, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../../schemas/${name}.json`);
  });

  it('come with the package', () => {
    const { files, exports } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(files).toContain('schemas');
    expect(exports['./schemas/*.json']).toBe('./schemas/*.json');
  });
});
