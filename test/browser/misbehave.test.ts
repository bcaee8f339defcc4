import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumExecutable, launchBrowser } from '../support/browser.ts';
import { openSimulator } from './open-simulator.ts';

describe.skipIf(!chromiumExecutable)('the switches of misbehaviour', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  const change = async (page: Page, label: string, value: string) => {
    const field = page.getByLabel(label, { exact: true });
    await field.fill(value);
    await field.press('Tab');
  };

  it('strike the next few times, and are off when they have', async () => {
    const { simulator, call, page } = await openSimulator(browser);
    await page.getByText('Make it misbehave').click();
    await page.getByLabel('refused: 429', { exact: true }).selectOption('next');
    await page.getByText('Misbehaving: request 429 (next 1)').waitFor();
    await change(page, 'How many: refused: 429', '2');
    await page.getByText('Misbehaving: request 429 (next 2)').waitFor();
    expect(simulator.faults().requests).toEqual([{ fault: '429', of: 'any', next: 2 }]);
    await expect(call()).rejects.toMatchObject({ status: 429 });
    await page.getByText('Misbehaving: request 429 (next 1)').waitFor();
    await expect(call()).rejects.toMatchObject({ status: 429 });
    await page.getByText('Misbehaving').waitFor({ state: 'hidden' });
    expect(await page.getByLabel('refused: 429', { exact: true }).inputValue()).toBe('off');
  });

  it('strike by chance and by seed, and all of it goes at once', async () => {
    const { simulator, page } = await openSimulator(browser);
    await page.getByText('Make it misbehave').click();
    await page.getByLabel('lost', { exact: true }).selectOption('percent');
    await page.getByText('callback lose (100 %)').waitFor();
    await change(page, 'How many: lost', '30');
    await page.getByText('callback lose (30 %)').waitFor();
    await change(page, 'Seed: the same one draws the same faults', '7');
    await expect.poll(() => simulator.faults().seed).toBe(7);
    await change(page, 'Every answer late by, in ms', '250');
    await page.getByText('answers 250 ms late').waitFor();
    expect(simulator.faults()).toMatchObject({ latencyMs: 250, callbacks: [{ fault: 'lose', probability: 0.3 }] });
    await page.getByRole('button', { name: 'Behave again' }).click();
    await page.getByText('Misbehaving').waitFor({ state: 'hidden' });
    expect(simulator.faults()).toMatchObject({ seed: 7, latencyMs: 0, callbacks: [] });
  });

  it('make numbers busy or dead', async () => {
    const { call, page } = await openSimulator(browser);
    await page.getByText('Make it misbehave').click();
    await page.getByLabel('busy', { exact: true }).selectOption('next');
    await page.getByText('number busy (next 1)').waitFor();
    await call();
    await page.getByText('Declined or busy', { exact: true }).waitFor();
    await page.getByText('Misbehaving').waitFor({ state: 'hidden' });
  });

  it('keep rules that only the control API can make', async () => {
    const { simulator, page } = await openSimulator(browser);
    const rule = { fault: 'lose', of: ['call-status' as const], status: 'completed', next: 1, seconds: 5 } as const;
    simulator.faults({ callbacks: [{ ...rule, of: [...rule.of] }] });
    await page.getByText('Make it misbehave').click();
    await page.getByLabel('sent twice', { exact: true }).selectOption('next');
    await page.getByText('callback lose (next 1), callback duplicate (next 1)').waitFor();
    expect(simulator.faults().callbacks[0]).toEqual(rule);
  });

  it('take no value that makes no sense', async () => {
    const { simulator, page } = await openSimulator(browser);
    await page.getByText('Make it misbehave').click();
    await change(page, 'Every answer late by, in ms', '9999999');
    expect(await page.evaluate("document.querySelector('[name=latencyMs]').validationMessage")).not.toBe('');
    expect(simulator.faults().latencyMs).toBe(0);
  });

  it('stand beside a clock: a call that nobody answers is over as soon as time has passed', async () => {
    const { call, page } = await openSimulator(browser);
    await call();
    await page.getByText('Ringing', { exact: true }).waitFor();
    await page.getByRole('button', { name: '+10 min' }).click();
    await page.getByText('Not answered', { exact: true }).waitFor();
  });
});
