import { request } from 'node:http';
import { expect, it } from 'vitest';
import { setUp } from '../set-up.ts';

const DEMO = 'http://127.0.0.1:8083';

function statusFor(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${url}/simulator/v1/phones`, { headers }, (res) => resolve(res.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

it('the control API refuses pages of other origins and names that were made to point at loopback', async () => {
  const { simulator } = await setUp({ frameOrigins: [DEMO] });
  const { url, port } = simulator;
  expect(await statusFor(url, {})).toBe(200);
  expect(await statusFor(url, { origin: url })).toBe(200);
  expect(await statusFor(url, { origin: DEMO })).toBe(200);
  expect(await statusFor(url, { host: `localhost:${port}` })).toBe(200);
  expect(await statusFor(url, { origin: 'https://evil.example' })).toBe(403);
  expect(await statusFor(url, { origin: 'null' })).toBe(403);
  expect(await statusFor(url, { host: 'evil.example' })).toBe(403);
});

it('the page may be framed by the configured origins only and loads nothing from elsewhere', async () => {
  const { simulator } = await setUp({ frameOrigins: [DEMO] });
  const { headers } = await fetch(simulator.url);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain(`frame-ancestors 'self' ${DEMO}`);
  expect(policy).not.toContain('unsafe');
  expect(headers.get('x-frame-options')).toBeNull();
});
