import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

/** `npm test` sets it; without Chromium the browser tests are skipped by name. */
export const chromiumExecutable = process.env['POUNDKEY_TEST_CHROMIUM'];

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const quiet = ['--disable-background-networking', '--disable-component-update'];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumExecutable ?? '', args: [...flags, ...quiet] });

/** A page that fails the test when it says anything on its console or asks anybody but `origin`. */
export async function openPage(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Chromium's advice about a form of Swagger UI, which is not ours.
    if (!message.text().startsWith('[DOM] Input elements should have autocomplete')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`asked ${request.url()}`);
  });
  onTestFinished(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  return page;
}

/** What axe-core finds wrong, by rule and place. The page's own policy forbids foreign scripts, so it is run from outside. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { target: string[] }[] }[];
  };
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
