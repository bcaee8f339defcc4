import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { Example } from '../demo/example.ts';

/** A browser at the example. A word on its console, or a request to anywhere else, fails the test; a page may be a refusal. */
export async function openExample(browser: Browser, example: Example, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (!/the server responded with a status of 4\d\d/.test(message.text())) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(error.error().message));
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== example.url) complaints.push(`asked ${request.url()}`);
  });
  onTestFinished(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  return { context, page: await context.newPage() };
}

/** Signs somebody in with the password, as far as that goes. */
export async function signIn(page: Page, example: Example, name: string): Promise<void> {
  await page.goto(`${example.url}/sign-in?as=${name}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Anna chooses her authentication phone and how it asks. */
export async function choosePhone(page: Page, example: Example, way: string | RegExp): Promise<void> {
  await signIn(page, example, 'anna');
  await page.getByRole('link', { name: 'Set it up now' }).click();
  await page.getByRole('link', { name: 'Set up: authentication phone' }).click();
  await page.getByLabel(way).check();
  await page.getByRole('button', { name: 'Contact me' }).click();
}

/** From a phone that was verified to the end of the set-up. */
export async function finishSetUp(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('link', { name: 'Finish' }).click();
  await page.getByRole('heading', { name: 'Done' }).waitFor();
}

/** From a phone that was verified to being signed in; with JavaScript the page goes on by itself. */
export async function arrive(page: Page): Promise<void> {
  const there = page.getByRole('heading', { name: 'My settings' });
  const goOn = page.getByRole('button', { name: 'Continue' });
  await there.or(goOn).waitFor();
  if (await goOn.isVisible()) await goOn.click({ timeout: 2_000 }).catch(() => {});
  await there.waitFor();
}
