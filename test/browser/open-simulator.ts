import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type SetUp, setUp } from '../simulator/set-up.ts';
import { openPage } from '../support/browser.ts';

/** A call that greets in German, then waits for one key and thanks for it. */
const CONFIRM =
  '<Say language="de-DE">Guten Tag.</Say><Gather finishOnKey="" numDigits="1" timeout="60" action="/keys"><Say>Press pound.</Say></Gather>';

/** The page with a simulator and an application behind it; a message on its console or a request elsewhere fails the test. */
export async function openSimulator(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<SetUp & { page: Page }> {
  const world = await setUp();
  world.app.on('/voice', CONFIRM);
  world.app.on('/keys', '<Say>Thank you.</Say>');
  const page = await openPage(browser, world.simulator.url, options);
  await visit(page, world.simulator.url);
  return { ...world, page };
}

/** Opens the page and waits until it is live. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByText('Live', { exact: true }).waitFor();
}

/** A phone on the page, by its number as it is shown. */
export function handset(page: Page, number = '+1 415 555 0100') {
  return page.getByRole('article', { name: `Phone ${number}` });
}
