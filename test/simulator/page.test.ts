import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { chromiumPath } from './chromium-path.ts';
import { FROM, PHONE, type SetUp, setUp } from './set-up.ts';

const CONFIRM =
  '<Say language="de-DE">Guten Tag.</Say><Gather finishOnKey="" numDigits="1" timeout="60" action="/keys"><Say>Press pound.</Say></Gather>';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const executablePath = chromiumPath();
const inBrowser = it.skipIf(executablePath === undefined);

let browser: Browser | undefined;
beforeAll(async () => {
  if (executablePath === undefined) return;
  const quiet = ['--disable-background-networking', '--disable-component-update'];
  browser = await chromium.launch({ executablePath, args: [...FLAGS, ...quiet] });
});
afterAll(() => browser?.close());

/** The page with a simulator and an application behind it; a message on its console or a request elsewhere fails the test. */
async function open(options: BrowserContextOptions = {}): Promise<SetUp & { page: Page }> {
  const world = await setUp();
  const context = await browser?.newContext(options);
  if (!context) throw new Error('no browser');
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(world.simulator.url)) complaints.push(`asked ${request.url()}`);
  });
  onTestFinished(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  await page.goto(world.simulator.url);
  await page.getByText('Live', { exact: true }).waitFor();
  return { ...world, page };
}

inBrowser('a call rings, is answered and confirmed by keyboard alone, and every word is there to read', async () => {
  const { app, call, page } = await open();
  app.on('/voice', CONFIRM);
  app.on('/keys', '<Say>Thank you.</Say>');
  await page.getByText('No phone yet').waitFor();
  await call();
  const phone = page.getByRole('article', { name: 'Phone +1 415 555 0100' });
  await phone.getByRole('button', { name: 'Answer' }).focus();
  expect(await page.title()).toBe('☎ +1 415 555 0100 rings');
  await page.keyboard.press('Enter');
  const captions = phone.getByRole('log', { name: 'What the call says' });
  await captions.getByText('Press pound.').waitFor();
  expect(await captions.getByText('Guten Tag.').getAttribute('lang')).toBe('de-DE');
  expect(await page.title()).toBe('Phone simulator');
  await phone.focus();
  await page.keyboard.press('#');
  await captions.getByText('Thank you.').waitFor();
  expect((await app.until('/keys'))[0]?.fields['Digits']).toBe('#');
  await phone.getByText('Call ended').waitFor();
});

inBrowser('a call is declined, and keys are pressed with the mouse', async () => {
  const { app, call, page } = await open();
  app.on('/voice', CONFIRM);
  await call();
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByText('Declined or busy').waitFor();
  await call();
  await page.getByRole('button', { name: 'Answer' }).click();
  await page.getByText('Listening for keys').waitFor();
  await page.getByRole('button', { name: 'star' }).click();
  expect((await app.until('/keys'))[0]?.fields['Digits']).toBe('*');
});

inBrowser('a text arrives, its code is copied, and the reply goes out and is answered', async () => {
  const { app, text, page } = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
  app.on('/inbound', '<Message>&lt;b&gt;Thanks&lt;/b&gt;</Message>');
  await text();
  await page.getByRole('button', { name: 'Copy 561166' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('561166');
  await page.getByLabel('Text', { exact: true }).fill('561166');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('<b>Thanks</b>').waitFor();
  expect((await app.until('/inbound'))[0]?.fields).toMatchObject({ To: FROM, From: PHONE, Body: '561166' });
});

inBrowser('phones are added, told what to do, and forgotten, in every tab', async () => {
  const { simulator, page } = await open();
  const other = await page.context().newPage();
  await other.goto(simulator.url);
  // A tab in the background is throttled to one frame a second.
  await page.bringToFront();
  await page.getByLabel('Add a phone').fill('banana');
  await page.getByRole('button', { name: 'Add' }).click();
  const message = () => page.evaluate("document.getElementById('new-number').validationMessage");
  await expect.poll(message).not.toBe('');
  expect(await page.getByRole('article').count()).toBe(0);
  await page.getByLabel('Add a phone').fill('+31 6 12345678');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByLabel('This phone').selectOption('voicemail');
  await other.getByRole('article', { name: 'Phone +31612345678' }).waitFor();
  await expect.poll(() => other.getByLabel('This phone').inputValue()).toBe('voicemail');
  await page.getByRole('button', { name: 'Forget everything' }).click();
  await other.getByText('No phone yet').waitFor();
});

inBrowser('faults are switched on from the page and go when they have struck', async () => {
  const { simulator, call, page } = await open();
  await page.getByText('Make it misbehave').click();
  await page.getByLabel('The next API request is').selectOption('429');
  await page.getByText('Misbehaving: request 429 (next 1)').waitFor();
  expect(simulator.faults().requests).toEqual([{ fault: '429', of: 'any', next: 1 }]);
  await expect(call()).rejects.toMatchObject({ status: 429 });
  await page.getByText('Misbehaving').waitFor({ state: 'hidden' });
});

for (const colorScheme of ['light', 'dark'] as const) {
  inBrowser(
    `axe finds nothing to complain about, ${colorScheme}, also at 390 pixels with everything open`,
    async () => {
      const { app, call, text, simulator, page } = await open({
        colorScheme,
        bypassCSP: true,
        viewport: { width: 390, height: 844 },
      });
      app.on('/voice', CONFIRM);
      await text();
      await call();
      await page.getByRole('button', { name: 'Answer' }).click();
      await page.getByText('Listening for keys').waitFor();
      await simulator.phone('+14155550101').text(FROM, 'hello');
      await page.getByText('Make it misbehave').click();
      await page.locator('#wire summary').first().click();
      await page.evaluate(axe);
      const violations = await page.evaluate(
        'axe.run().then((found) => found.violations.map((each) => each.id + ": " + each.nodes.map((node) => node.html).join(" ")))',
      );
      expect(violations).toEqual([]);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
    },
  );
}
