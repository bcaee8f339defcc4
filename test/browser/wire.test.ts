import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumExecutable, launchBrowser } from '../support/browser.ts';
import { openSimulator } from './open-simulator.ts';

const run = promisify(execFile);

describe.skipIf(!chromiumExecutable)('the wire', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it('shows every request in order, newest first', async () => {
    const { call, app, page } = await openSimulator(browser);
    await call();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('Listening for keys').waitFor();
    await app.until('/status', 3);
    const rows = page.locator('#wire summary .kind');
    await expect.poll(() => rows.allTextContents()).toHaveLength(5);
    const kinds = await rows.allTextContents();
    expect(kinds.toSorted()).toEqual(['API', 'TwiML', 'call status', 'call status', 'call status']);
    expect(kinds.at(-1)).toBe('API');
  });

  it('gives a request as curl, which the application takes for genuine', async () => {
    const { text, app, page } = await openSimulator(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
    await text({ body: "It's 561166 & more" });
    await app.until('/status', 2);
    await page.locator('#wire summary').filter({ hasText: 'delivered' }).click();
    await page.getByText('X-Twilio-Signature').waitFor();
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const command = String(await page.evaluate('navigator.clipboard.readText()'));
    await run('/bin/sh', ['-c', `${command} --silent`]);
    const received = await app.until('/status', 3);
    expect(received.map(({ genuine }) => genuine)).toEqual([true, true, true]);
    expect(received[2]?.fields).toEqual(received[1]?.fields);
  });

  it('shows a refused signature and a failure in red, with the reason', async () => {
    const { text, call, app, page } = await openSimulator(browser);
    app.on('/status', { status: 403 });
    app.on('/voice', { status: 503 });
    await text();
    await page.getByText('The application refused the signature (403)').first().waitFor();
    await call();
    await page.getByRole('button', { name: 'Answer' }).click();
    const document = page.locator('#wire .bad').filter({ hasText: 'TwiML' });
    await document.getByText('The application failed with 503.').waitFor();
    await document.getByRole('link', { name: '11200' }).waitFor();
  });

  it('says what Twilio’s debugger would of a document, with the code', async () => {
    const { call, app, page } = await openSimulator(browser);
    app.on('/voice', '<Sing>la</Sing><Say>Hello.</Say>');
    await call();
    await page.getByRole('button', { name: 'Answer' }).click();
    const line = page.locator('#wire li').filter({ hasText: '/voice' });
    await line.getByText('<Sing>').waitFor();
    expect(await line.getByRole('link', { name: '12200' }).getAttribute('href')).toMatch(/\/errors\/12200$/);
  });
});
