import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumExecutable, launchBrowser, openPage, violations } from '../support/browser.ts';
import { apiKey, startWorld, type World } from '../support/gateway.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!chromiumExecutable)('the API explained, in a browser', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    world = await startWorld();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  it('draws every operation, asks nobody else for anything, and our policy has nothing to forbid', async () => {
    const page = await openPage(browser, world.api);
    await page.goto(`${world.api}/docs`);
    await page.getByText('/v1/challenges/{id}/events').waitFor();
    await page.getByRole('button', { name: /Ask a person by phone/ }).click();
    await page.getByText('Instead of an id').waitFor();
  });

  it('can be tried out with a key', async () => {
    const page = await openPage(browser, world.api);
    await world.request('POST', '/v1/challenges', {
      ...{ id: 'browser-docs-1', to: '+14155550100', channel: 'sms', method: 'code' },
    });
    await page.goto(`${world.api}/docs`);
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.locator('#auth-bearer-value').fill(apiKey);
    await page.getByRole('button', { name: 'Apply credentials' }).first().click();
    await page.getByRole('button', { name: 'Close' }).first().click();
    await page.getByRole('button', { name: /End a challenge/ }).click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByPlaceholder('id').fill('browser-docs-1');
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.getByText('by-app').first().waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'a problem has a page that axe finds nothing wrong with, %s',
    async (colorScheme) => {
      const page = await openPage(browser, world.api, { colorScheme });
      await page.goto(`${world.api}/problems`);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('link', { name: 'country-blocked' }).click();
      await page.getByRole('heading', { name: 'The country is not allowed' }).waitFor();
      expect(await violations(page)).toEqual([]);
    },
  );
});
