import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FROM } from '../simulator/set-up.ts';
import { chromiumExecutable, launchBrowser, violations } from '../support/browser.ts';
import { openSimulator } from './open-simulator.ts';

// A window of 1280 × 1024 at 400 %: a quarter of the room, each pixel four times as wide.
const ZOOMED = { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 };
const VIEWS = {
  'at desk width': { viewport: { width: 1280, height: 900 } },
  'at phone width': { viewport: { width: 390, height: 844 } },
  'at 400 % zoom': ZOOMED,
};

describe.skipIf(!chromiumExecutable)('everybody can use the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, view] of Object.entries(VIEWS)) {
      it(`axe finds nothing, ${colorScheme}, ${name}, with a call, texts, faults and a request open`, async () => {
        const { app, call, text, simulator, page } = await openSimulator(browser, { colorScheme, ...view });
        expect(await violations(page)).toEqual([]);
        app.on('/status', { status: 403 });
        app.on('/voice', `<Sing/><Say>Hello.</Say><Gather timeout="60"/>`);
        await text();
        await text({ to: '+14155550101' });
        await call({ to: '+14155550102' });
        await page.getByRole('button', { name: 'Answer' }).click();
        await page.getByText('Listening for keys').waitFor();
        await call();
        await page.getByRole('button', { name: 'Answer' }).waitFor();
        await simulator.phone('+14155550101').text(FROM, 'hello');
        await page.getByText('Make it misbehave').click();
        await page.getByLabel('sent twice', { exact: true }).selectOption('percent');
        await page.locator('#wire summary').first().click();
        await page.getByRole('button', { name: 'Copy as curl' }).waitFor();
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      });
    }
  }

  it('nothing moves for who asked for that, and a ringing phone still stands out', async () => {
    const { call, page } = await openSimulator(browser, { reducedMotion: 'reduce' });
    await call();
    await page.getByRole('button', { name: 'Answer' }).waitFor();
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.querySelector('article')).outlineStyle")).toBe('solid');
  });
});
