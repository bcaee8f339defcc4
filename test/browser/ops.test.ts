import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumExecutable, launchBrowser, openPage, violations } from '../support/browser.ts';
import { startWorld, type World } from '../support/gateway.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!chromiumExecutable)('the operators’ page in a browser', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    world = await startWorld({ POUNDKEY_OPERATORS: 'ann:correct horse battery' });
    browser = await launchBrowser();
    world.simulator.phone('+14155550400').behave('press-pound');
    await world.enqueue('browser-ops-1', { to: '+14155550400', channel: 'voice', method: 'pound' });
    await world.closed('browser-ops-1');
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  async function signIn(page: Page): Promise<void> {
    await page.goto(`${world.api}/ops`);
    await page.getByLabel('Name').fill('ann');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Health' }).waitFor();
  }

  it.each(['light', 'dark'] as const)(
    'has nothing that axe finds wrong, %s, wide and at 320 pixels',
    async (colorScheme) => {
      const page = await openPage(browser, world.api, { colorScheme });
      await page.goto(`${world.api}/ops/sign-in`);
      expect(await violations(page)).toEqual([]);
      await signIn(page);
      await page.getByText('pound-pressed').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 700 });
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    },
  );

  it('shows what happens while it is open, without a reload', async () => {
    const page = await openPage(browser, world.api);
    await signIn(page);
    world.simulator.phone('+14155550401').behave('busy');
    await world.enqueue('browser-ops-2', { to: '+14155550401', channel: 'voice', method: 'pound' });
    await page.getByRole('row', { name: /failed busy/ }).waitFor();
  });

  it('opens the queues, which ask nobody else for anything', async () => {
    const page = await openPage(browser, world.api);
    await signIn(page);
    await page.getByRole('link', { name: 'Queues' }).click();
    await page.getByText('upkeep').first().waitFor();
  });
});
