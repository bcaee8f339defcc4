import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerCall, type Example, startExample } from '../demo/example.ts';
import { chromiumExecutable, launchBrowser, violations } from '../support/browser.ts';
import { arrive, choosePhone, openExample, signIn } from './open-example.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe.skipIf(!chromiumExecutable)('everybody can use the sign-in pages', () => {
  let browser: Browser;
  let example: Example;
  beforeAll(async () => {
    [browser, example] = await Promise.all([launchBrowser(), startExample()]);
  });
  beforeEach(() => example.restart());
  afterAll(async () => {
    await browser?.close();
    await example?.stop();
  });

  /** No fault that axe can find, and nothing that has to be scrolled sideways. */
  async function expectUsable(page: Page, path?: string): Promise<void> {
    if (path !== undefined) await page.goto(example.url + path);
    expect(await violations(page), page.url()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), page.url()).toBeLessThanOrEqual(0);
  }

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 320],
    ['dark', 320],
  ] as const)('axe finds nothing on any page: %s, %i pixels wide', async (colorScheme, width) => {
    const view = { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' } as const;
    const { page } = await openExample(browser, example, view);
    await expectUsable(page, '/sign-in');
    await expectUsable(page, '/nowhere');
    await signIn(page, example, 'anna');
    for (const path of ['/set-up', '/set-up/methods', '/set-up/mobile', '/set-up/office', '/set-up/second'])
      await expectUsable(page, path);
    await expectUsable(page, '/set-up/app');
    await page.getByText('Type it by hand').click();
    await page.getByLabel(/six digits/).fill('000000');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByRole('alert').waitFor();
    await expectUsable(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await choosePhone(page, example, /I key the number/);
    await page.getByText('Your phone is ringing').waitFor();
    await expectUsable(page);
    await answerCall(example, '+14155550100', `${await page.locator('.match').innerText()}#`);
    await page.getByRole('button', { name: 'Verify' }).waitFor();
    await expectUsable(page);
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByLabel('What is it for?').fill('Old mail program');
    await page.getByRole('button', { name: 'Make a password' }).click();
    await page.locator('.password').waitFor();
    await expectUsable(page);
    for (const path of ['/done', '/settings', '/app-passwords', '/second-step', '/second-step/app'])
      await expectUsable(page, path);
  });

  test.each([
    ['light', 1280],
    ['dark', 320],
  ] as const)(
    'nor on those of the administrator and of what went wrong: %s, %i pixels wide',
    async (colorScheme, width) => {
      const { page } = await openExample(browser, example, { colorScheme, viewport: { width, height: 800 } });
      await signIn(page, example, 'clara');
      await example.world.simulator.phone('+14155550102').waitForCall();
      example.world.simulator.phone('+14155550102').decline();
      await page.getByRole('heading', { name: 'Your phone was busy' }).waitFor();
      await expectUsable(page);
      await page.getByRole('link', { name: 'Try another way' }).click();
      await page.getByLabel(/Text me a code/).check();
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByLabel('Code from the text').fill('AAAAAA');
      await page.getByRole('button', { name: 'Check the code' }).click();
      await page.getByRole('alert').waitFor();
      await expectUsable(page);
      await page.getByRole('link', { name: 'Try another way' }).click();
      await page.getByLabel(/I press #/).check();
      await page.getByRole('button', { name: 'Go on' }).click();
      await answerCall(example, '+14155550102', '#');
      await arrive(page);
      await page.goto(`${example.url}/admin`);
      for (const summary of await page.locator('summary').all()) await summary.click();
      await expectUsable(page);
    },
  );
});
