import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { operate } from '../demo/operate.ts';
import { type RunningDemo, startDemo } from '../demo/running-demo.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const executablePath = process.env['POUNDKEY_TEST_CHROMIUM'];
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const quiet = ['--disable-background-networking', '--disable-component-update'];

// Four processes and a browser, perhaps on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!executablePath)('the demo in a browser', () => {
  let redis: TestRedis;
  let demo: RunningDemo;
  let addresses: Awaited<RunningDemo['ready']>;
  let browser: Browser;
  beforeAll(async () => {
    redis = await startRedis({ tcp: true, appendonly: true });
    demo = startDemo({ REDIS_URL: redis.url });
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...flags, ...quiet] });
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
    const context = await browser.newContext(options);
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
  const handset = (page: Page, number: string) =>
    page.frameLocator('iframe').getByRole('article', { name: `Phone ${number}` });

  test('a call rings in the handset beside it, is answered, and # signs in', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Call me' }).click();
    const phone = handset(page, '+1 415 555 0100');
    await phone.getByRole('button', { name: 'Answer' }).waitFor();
    await page.getByText('Your phone is ringing').waitFor();
    await phone.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('The call was answered').waitFor();
    await phone.getByText('Listening for keys').waitFor();
    await phone.getByRole('button', { name: 'pound' }).click();
    await page.getByRole('status').getByRole('heading', { name: 'You are signed in' }).waitFor();
    expect(await page.getByRole('listitem').count()).toBe(4);
    await phone.getByText('You are verified').waitFor();
  });

  test('a text is asked for from the keyboard, and its code replied', async () => {
    const page = await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('phone');
    await page.keyboard.type('+14155550101');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const phone = handset(page, '+1 415 555 0101');
    const [code = ''] = /\d{6}/.exec(await phone.getByText(/^Reply \d{6}/).innerText()) ?? [];
    await phone.getByLabel('Text', { exact: true }).fill(code);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
  });

  test('a sign-in that was not mine is reported, and the page says what to do', async () => {
    const page = await open();
    await page.getByLabel('Phone number').fill('+14155550102');
    await page.getByRole('button', { name: 'Call me' }).click();
    const phone = handset(page, '+1 415 555 0102');
    await phone.getByRole('button', { name: 'Answer' }).click();
    await phone.getByText('Listening for keys').waitFor();
    await phone.getByRole('button', { name: '0' }).click();
    await phone
      .getByText(/sure|report/i)
      .first()
      .waitFor();
    await phone.getByText('Listening for keys').waitFor();
    await phone.getByRole('button', { name: 'pound' }).click();
    await page.getByRole('heading', { name: 'You reported this sign-in' }).waitFor();
    await page.getByText('change your password now').waitFor();
    // Everything to try again is at hand, with the same number.
    expect(await page.getByLabel('Phone number').inputValue()).toBe('+14155550102');
  });

  test('without JavaScript the page follows the call by itself', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.getByLabel('Phone number').fill('+14155550103');
    await page.getByRole('button', { name: 'Call me' }).click();
    await page.getByText('Your phone is ringing').waitFor();
    await operate(addresses.simulator, '+14155550103')('POST', '/decline');
    await page.getByRole('heading', { name: 'Your phone was busy' }).waitFor();
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 320],
    ['dark', 320],
  ] as const)('everybody can use it: %s, %i pixels wide', async (colorScheme, width) => {
    const page = await open({ colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' });
    const number = `+1415555${width}`.slice(0, 12).padEnd(12, colorScheme === 'dark' ? '4' : '5');
    await expectUsable(page);
    await page.getByLabel('Phone number').fill(number);
    await page.getByRole('button', { name: 'Text me' }).click();
    await page.getByText('reply to it with the code').waitFor();
    await expectUsable(page);
    const phone = operate(addresses.simulator, number);
    const { messages } = await phone('GET', '');
    await phone('POST', '/texts', { to: messages[0]?.from, body: '0' });
    await page.getByRole('heading', { name: 'You reported this sign-in' }).waitFor();
    await expectUsable(page);
  });
});

/** No fault that axe can find in our own page, and nothing that has to be scrolled sideways. */
async function expectUsable(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(
    `axe.run(document, { iframes: false }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
  );
  expect(violations).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
}
