import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEHAVIORS } from '../../simulator/phones/phone.ts';
import { FROM, PHONE } from '../simulator/set-up.ts';
import { chromiumExecutable, launchBrowser } from '../support/browser.ts';
import { handset, openSimulator, visit } from './open-simulator.ts';

const run = promisify(execFile);

describe.skipIf(!chromiumExecutable)('the handsets', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it('take a call by keyboard alone, and every word is there to read, in its language', async () => {
    const { app, call, page } = await openSimulator(browser);
    await page.getByText('No phone yet').waitFor();
    await call();
    const phone = handset(page);
    await phone.getByRole('button', { name: 'Answer' }).focus();
    expect(await page.title()).toBe('☎ +1 415 555 0100 rings');
    await page.keyboard.press('Enter');
    const captions = phone.getByRole('log', { name: 'What the call says' });
    await captions.getByText('Press pound.').waitFor();
    expect(await captions.getByText('Guten Tag.').getAttribute('lang')).toBe('de-DE');
    expect(await page.title()).toBe('Phone simulator');
    // The button is gone, but its phone has kept the keyboard.
    await page.keyboard.press('#');
    await captions.getByText('Thank you.').waitFor();
    await captions.getByText('Pressed #').waitFor();
    expect((await app.until('/keys'))[0]?.fields['Digits']).toBe('#');
    await phone.getByText('Call ended').waitFor();
  });

  it('begin with a command that makes one ring, for who has no application yet', async () => {
    const { page } = await openSimulator(browser);
    const command = await page.locator('#first-call').innerText();
    await run('/bin/sh', ['-c', command]);
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('Hello. Press a key.', { exact: true }).waitFor();
  });

  it('take keys with the focus nowhere, as long as only one of them is in a call', async () => {
    const { app, call, simulator, page } = await openSimulator(browser);
    simulator.phone('+14155550101');
    await call();
    await page.getByRole('button', { name: 'Answer' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Listening for keys').waitFor();
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('7');
    expect((await app.until('/keys'))[0]?.fields['Digits']).toBe('7');
  });

  it('decline, and press keys with the mouse', async () => {
    const { app, call, page } = await openSimulator(browser);
    await call();
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByText('Declined or busy').waitFor();
    await call();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('Listening for keys').waitFor();
    await page.getByRole('button', { name: 'star' }).click();
    expect((await app.until('/keys'))[0]?.fields['Digits']).toBe('*');
  });

  it('hang up', async () => {
    const { simulator, call, page } = await openSimulator(browser);
    await call();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByText('Call ended').waitFor();
    expect(simulator.calls().map(({ status }) => status)).toEqual(['completed']);
  });

  it('let a call ring in silence: it still rings, but nothing on the page calls out', async () => {
    const { simulator, call, page } = await openSimulator(browser);
    await call();
    await page.getByRole('button', { name: 'Let it ring' }).click();
    await page.getByRole('button', { name: 'Let it ring' }).waitFor({ state: 'hidden' });
    expect(await page.title()).toBe('Phone simulator');
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
    expect(simulator.calls().map(({ status }) => status)).toEqual(['ringing']);
    await page.getByRole('button', { name: 'Answer' }).waitFor();
  });

  it('send one call to voicemail, and wait for a person again after it', async () => {
    const { simulator, call, page } = await openSimulator(browser);
    await call();
    await page.getByRole('button', { name: 'Voicemail' }).click();
    const captions = handset(page).getByRole('log', { name: 'What the call says' });
    await captions.getByText('You have reached the voicemail').waitFor();
    await captions.getByText('Press pound.').waitFor();
    await expect.poll(() => page.getByLabel('This phone').inputValue()).toBe('manual');
    expect(simulator.calls().map(({ status }) => status)).toEqual(['in-progress']);
  });

  it('show a text, copy its code, and send the reply, which is answered', async () => {
    const { app, text, page } = await openSimulator(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
    app.on('/inbound', '<Message>&lt;b&gt;Thanks&lt;/b&gt;</Message>');
    await text();
    await page.getByRole('button', { name: 'Copy 561166' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('561166');
    await page.getByLabel('Text', { exact: true }).fill('561166');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('<b>Thanks</b>').waitFor();
    expect((await app.until('/inbound'))[0]?.fields).toMatchObject({ To: FROM, From: PHONE, Body: '561166' });
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe('');
  });

  it('are added by a number, which is checked, told what to do, and forgotten, in every tab', async () => {
    const { simulator, page } = await openSimulator(browser);
    const other = await page.context().newPage();
    await visit(other, simulator.url);
    // A tab in the background is throttled to one frame a second.
    await page.bringToFront();
    const field = page.getByLabel('Add a phone');
    await field.fill('banana');
    await field.press('Enter');
    await page.getByRole('alert').getByText('Begin with + and the country code').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill('+31 6 12345678');
    await page.getByRole('button', { name: 'Add' }).click();
    const phone = handset(page, '+31612345678');
    await phone.waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.ariaLabel')).toBe('Phone +31612345678');
    expect(await page.getByRole('article').count()).toBe(1);
    await page.getByLabel('This phone').selectOption('voicemail');
    await expect.poll(() => other.getByLabel('This phone').inputValue()).toBe('voicemail');
    await page.getByRole('button', { name: 'Forget everything' }).click();
    await other.getByText('No phone yet').waitFor();
  });

  it('offer every behaviour that the simulator has, in words', async () => {
    const { simulator, page } = await openSimulator(browser);
    simulator.phone(PHONE);
    const options = page.getByLabel('This phone').getByRole('option');
    await options.first().waitFor({ state: 'attached' });
    const found = await options.evaluateAll((all) => all.map((each) => [each.getAttribute('value'), each.textContent]));
    expect(found.map(([value]) => value)).toEqual([...BEHAVIORS]);
    for (const [value, words] of found) if (value !== 'answer') expect(words).not.toBe(value);
  });

  it('stand behind a switchboard, which wants the extension', async () => {
    const { simulator, call, page } = await openSimulator(browser);
    simulator.phone(PHONE);
    const phone = handset(page);
    await phone.getByLabel('This phone').selectOption('switchboard');
    const extension = phone.getByLabel('Extension');
    await extension.fill('77');
    await extension.press('Enter');
    await expect.poll(() => extension.inputValue()).toBe('77');
    await call({ sendDigits: 'w77' });
    await phone.getByText('Press pound.').waitFor();
    await phone.getByText('Pressed 77').waitFor();
  });

  it('come to the front when they ring, without taking the focus from where somebody writes', async () => {
    const { simulator, call, page } = await openSimulator(browser);
    for (const number of ['+14155550101', '+14155550102', PHONE, '+14155550103']) simulator.phone(number);
    const field = handset(page, '+1 415 555 0101').getByLabel('Text', { exact: true });
    await field.fill('half a sen');
    await call();
    await page.getByRole('button', { name: 'Answer' }).waitFor();
    expect(await page.getByRole('article').first().getAttribute('aria-label')).toBe('Phone +1 415 555 0100');
    await page.keyboard.type('tence');
    expect(await field.inputValue()).toBe('half a sentence');
  });
});
