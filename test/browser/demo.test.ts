import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type RunningDemo, startDemo } from '../demo/running-demo.ts';
import { chromiumExecutable, launchBrowser, violations } from '../support/browser.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

// Four processes and a browser, perhaps on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!chromiumExecutable)('the demo in a browser', () => {
  let redis: TestRedis;
  let demo: RunningDemo;
  let addresses: Awaited<RunningDemo['ready']>;
  let browser: Browser;
  beforeAll(async () => {
    redis = await startRedis({ tcp: true, appendonly: true });
    demo = await startDemo({ REDIS_URL: redis.url });
    browser = await launchBrowser();
    addresses = await demo.ready;
  });
  afterAll(async () => {
    await browser?.close();
    demo?.kill('SIGTERM');
    await demo?.ended;
    await redis?.stop();
  });

  /** The first page. A word on its console, or a request to anywhere but the demo, fails the test. */
  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-US', ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    context.on('request', (request) => {
      const { origin } = new URL(request.url());
      if (origin !== addresses.example && origin !== addresses.simulator) complaints.push(`asked ${request.url()}`);
    });
    onTestFinished(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(addresses.example);
    return page;
  }
  const signInSide = (page: Page) => page.frameLocator('iframe[title="Sign-in page"]');
  const handset = (page: Page, number: string) =>
    page.frameLocator('iframe[title^="Handsets"]').getByRole('article', { name: `Phone ${number}` });

  test('one page has both sides: anna sets up her phone on the left, answers it on the right, and is done', async () => {
    const page = await open({ viewport: { width: 1280, height: 800 } });
    const left = signInSide(page);
    await left.getByRole('link', { name: 'Fill in anna' }).click();
    await left.getByRole('button', { name: 'Sign in' }).click();
    await left.getByRole('link', { name: 'Set it up now' }).click();
    await left.getByRole('link', { name: 'Set up: authentication phone' }).click();
    await left.getByRole('button', { name: 'Contact me' }).click();
    const phone = handset(page, '+1 415 555 0100');
    await phone.getByRole('button', { name: 'Answer' }).click();
    await left.getByText('You answered').waitFor();
    await phone.getByText('Listening for keys').waitFor();
    // However long the words are, the keys and the way out are in sight.
    const hangUp = await phone.getByRole('button', { name: 'Hang up' }).boundingBox();
    expect((hangUp?.y ?? 800) + (hangUp?.height ?? 0)).toBeLessThan(736);
    for (const digit of await left.locator('.match').innerText())
      await phone.getByRole('button', { name: digit, exact: true }).click();
    await phone.getByRole('button', { name: 'pound' }).click();
    await left.getByRole('button', { name: 'Verify' }).click();
    await left.getByRole('link', { name: 'Finish' }).click();
    await left.getByRole('heading', { name: 'Done' }).waitFor();
  });

  test.each(['light', 'dark'] as const)('axe finds nothing in the page around them: %s', async (colorScheme) => {
    const page = await open({ colorScheme, viewport: { width: 1280, height: 800 } });
    await signInSide(page).getByRole('heading', { name: 'Sign in to Payroll' }).waitFor();
    await page.frameLocator('iframe[title^="Handsets"]').getByRole('heading').first().waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('in a narrow window there is only the sign-in, and a way to the phones', async () => {
    const page = await open({ viewport: { width: 320, height: 640 } });
    await signInSide(page).getByRole('heading', { name: 'Sign in to Payroll' }).waitFor();
    expect(await page.getByRole('complementary').isVisible()).toBe(false);
    expect(await page.getByRole('link', { name: /open the handsets/ }).getAttribute('href')).toBe(addresses.simulator);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });
});
