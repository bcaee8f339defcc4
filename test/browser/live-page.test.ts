import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../simulator/start.ts';
import { FROM } from '../simulator/set-up.ts';
import { chromiumExecutable, launchBrowser, openPage } from '../support/browser.ts';
import { handset, openSimulator, visit } from './open-simulator.ts';

const TABS = 12;

describe.skipIf(!chromiumExecutable)('the page is live', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it('in twelve tabs of one browser, which allows six connections', async () => {
    const { simulator, page } = await openSimulator(browser);
    const tabs = [page];
    while (tabs.length < TABS) {
      const tab = await page.context().newPage();
      await visit(tab, simulator.url);
      tabs.push(tab);
    }
    await simulator.phone('+14155550107').text(FROM, 'hello');
    for (const tab of tabs) await handset(tab, '+1 415 555 0107').getByText('hello').waitFor();
  });

  it('also in a browser without shared workers', async () => {
    const { simulator, page } = await openSimulator(browser);
    const other = await page.context().newPage();
    await other.addInitScript('delete globalThis.SharedWorker');
    await visit(other, simulator.url);
    expect(await other.evaluate('typeof SharedWorker')).toBe('undefined');
    await simulator.phone('+14155550107').text(FROM, 'hello');
    await handset(other, '+1 415 555 0107').getByText('hello').waitFor();
  });

  it('again after the simulator was started anew, without a reload', async () => {
    const first = await startSimulator();
    const page = await openPage(browser, first.url);
    await visit(page, first.url);
    await page.evaluate('globalThis.sameDocument = true');
    await first.phone('+14155550107').text(FROM, 'before');
    await handset(page, '+1 415 555 0107').waitFor();
    await first.stop();
    await page.getByText('Connection lost, trying again…').waitFor();
    const second = await startSimulator({ port: first.port });
    onTestFinished(() => second.stop());
    await page.getByText('Live', { exact: true }).waitFor();
    // What the first one knew is gone, and the second one is heard.
    await handset(page, '+1 415 555 0107').waitFor({ state: 'hidden' });
    await second.phone('+14155550108').text(FROM, 'after');
    await handset(page, '+1 415 555 0108').getByText('after').waitFor();
    expect(await page.evaluate('globalThis.sameDocument')).toBe(true);
  });

  it('and runs no script of anybody else, nor asks anybody else', async () => {
    const { simulator, page } = await openSimulator(browser);
    const response = await page.request.get(simulator.url);
    const policy = response.headers()['content-security-policy'];
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]+src="\.\/)/);
    expect([...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address)).toSatisfy(
      (addresses: string[]) => addresses.every((address) => address.startsWith('./')),
    );
  });
});
