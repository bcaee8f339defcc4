import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiKey, type PretendApi, sendJson, startPretendApi, viewOf } from './pretend-api.ts';

let api: PretendApi;
beforeAll(async () => {
  api = await startPretendApi();
});
afterAll(() => api.stop());

test('whoever asks over HTTP loads nothing that speaks to Redis, and the process ends by itself', async () => {
  api.answer(({ body }, response) => sendJson(response, 202, viewOf((body as { id: string }).id)));
  const program = fileURLToPath(new URL('loading.ts', import.meta.url));
  const ran = await promisify(execFile)(process.execPath, [program, api.url, apiKey], { timeout: 15_000 });
  expect(JSON.parse(ran.stdout)).toEqual(['zod']);
});
