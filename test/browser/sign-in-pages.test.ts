import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Example, startExample } from '../demo/example.ts';
import { chromiumExecutable, launchBrowser } from '../support/browser.ts';
import { arrive, choosePhone, finishSetUp, openExample, signIn } from './open-example.ts';

// A gateway, a simulator and a browser, perhaps on a machine that has other things to do.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const mobile = '+14155550100';
const call = /Call me, and I press/;

describe.skipIf(!chromiumExecutable)('the sign-in pages in a browser', () => {
  let browser: Browser;
  let example: Example;
  beforeAll(async () => {
    [browser, example] = await Promise.all([launchBrowser(), startExample({ DEMO_LIFETIME_SECONDS: '60' })]);
  });
  beforeEach(() => example.restart());
  afterAll(async () => {
    await browser?.close();
    await example?.stop();
  });

  const phone = (number = mobile) => example.world.simulator.phone(number);
  /** Answers a call, and keys what the page shows or what is given. */
  async function answer(page: Page, keys?: string, number = mobile): Promise<void> {
    await phone(number).waitForCall();
    phone(number).answer();
    await phone(number).waitForPrompt();
    const shown = keys ?? `${await page.locator('.match').innerText()}#`;
    phone(number).press(shown);
  }
  async function reply(body?: string): Promise<void> {
    const text = await phone().waitForText();
    await phone().text(text.from, body ?? /\d{6}/.exec(text.body)?.[0] ?? '');
  }

  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (_how, javaScriptEnabled) => {
    const open = async () => await openExample(browser, example, { javaScriptEnabled });
    /** Anna with a phone that is set up, signed out again. */
    async function settled(): Promise<Page> {
      const { page } = await open();
      await choosePhone(page, example, call);
      await answer(page, '#');
      await finishSetUp(page);
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      return page;
    }

    test('a call and the number on the page: set up, and used for the next sign-in', async () => {
      const { page } = await open();
      await choosePhone(page, example, /I key the number/);
      await page.getByText('Your phone is ringing').waitFor();
      await answer(page);
      await finishSetUp(page);
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await signIn(page, example, 'anna');
      await page.getByText('Your phone is ringing').waitFor();
      await answer(page);
      await arrive(page);
    });

    test('a call and #: set up, and used', async () => {
      const page = await settled();
      await signIn(page, example, 'anna');
      await answer(page, '#');
      await arrive(page);
    });

    test('a text that is replied to: set up, and used', async () => {
      const { page } = await open();
      await choosePhone(page, example, /I reply to the text/);
      await reply();
      await finishSetUp(page);
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await signIn(page, example, 'anna');
      await reply();
      await arrive(page);
    });

    test('a texted code that is typed: set up, and used', async () => {
      const { page } = await open();
      const type = async () => {
        const { body } = await phone().waitForText();
        await page.getByLabel('Code from the text').fill(/\d{6}/.exec(body)?.[0] ?? '');
        await page.getByRole('button', { name: 'Check the code' }).click();
      };
      await choosePhone(page, example, /Text me a code/);
      await type();
      await finishSetUp(page);
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await signIn(page, example, 'anna');
      await type();
      await arrive(page);
    });

    test('the office phone: set up through its switchboard, and used', async () => {
      phone('+14155550190').behave('switchboard', '4011');
      const press = async () => {
        await phone('+14155550190').waitForPrompt();
        phone('+14155550190').press('#');
      };
      const { page } = await open();
      await signIn(page, example, 'anna');
      await page.goto(`${example.url}/set-up/methods`);
      await page.getByRole('link', { name: 'Set up: office phone' }).click();
      await page.getByLabel(call).check();
      await page.getByRole('button', { name: 'Contact me' }).click();
      await press();
      await finishSetUp(page);
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await signIn(page, example, 'anna');
      await press();
      await arrive(page);
    });

    test('an authenticator app: paired by hand, a second phone beside it, and both are used', async () => {
      const { page } = await open();
      await signIn(page, example, 'anna');
      await page.goto(`${example.url}/set-up/methods`);
      await page.getByRole('link', { name: 'Set up: Authenticator app: a code' }).click();
      await page.getByRole('group').getByText('Type it by hand').click();
      const secret = Secret.fromBase32((await page.locator('#secret').innerText()).replace(/\s/g, ''));
      const code = () => new TOTP({ secret }).generate({ timestamp: Date.now() + example.ahead });
      await page.getByLabel(/six digits/).fill(code());
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByRole('heading', { name: 'In case you lose access' }).waitFor();
      await page.getByLabel('Phone number').fill('415 555 0109');
      await page.getByLabel(/I reply to the text/).check();
      await page.getByRole('button', { name: 'Contact me' }).click();
      const text = await phone('+14155550109').waitForText();
      await phone('+14155550109').text(text.from, /\d{6}/.exec(text.body)?.[0] ?? '');
      await finishSetUp(page);
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      example.ahead = 60_000;
      await signIn(page, example, 'anna');
      await page.getByLabel('Code').fill(code());
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByRole('heading', { name: 'My settings' }).waitFor();
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await signIn(page, example, 'anna');
      await page.getByRole('link', { name: 'Try another way' }).click();
      await page
        .getByLabel(/second phone/)
        .first()
        .check();
      await page.getByRole('button', { name: 'Go on' }).click();
      await answer(page, undefined, '+14155550109');
      await arrive(page);
    });

    test('busy, then nobody, then hung up: each says what it was, and it can be tried again until it works', async () => {
      const page = await settled();
      await signIn(page, example, 'anna');
      await phone().waitForCall();
      phone().decline();
      await page.getByRole('heading', { name: 'Your phone was busy' }).waitFor();
      phone().behave('no-answer');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('heading', { name: 'Nobody answered' }).waitFor();
      phone().behave('manual');
      await page.getByRole('button', { name: 'Try again' }).click();
      await phone().waitForCall();
      phone().answer();
      phone().hangup();
      await page.getByRole('heading', { name: 'The call ended early' }).waitFor();
      await page.getByRole('button', { name: 'Try again' }).click();
      await answer(page, '#');
      await arrive(page);
    });

    test('three wrong keys end it, and another way is at hand', async () => {
      const page = await settled();
      await signIn(page, example, 'anna');
      await answer(page, '5');
      await answer(page, '5').catch(() => {});
      for (const key of ['7', '9']) {
        await phone().waitForPrompt();
        phone().press(key);
      }
      await page.getByRole('heading', { name: 'The wrong key was pressed' }).waitFor();
      await page.getByRole('link', { name: 'Try another way' }).click();
      await page.getByLabel(/I reply to the text/).check();
      await page.getByRole('button', { name: 'Go on' }).click();
      await reply();
      await arrive(page);
    });

    test('a wrong code is counted on the page, and the fifth ends it', async () => {
      const { page } = await open();
      await choosePhone(page, example, /Text me a code/);
      for (const said of ['4 tries are left', '3 tries are left', '2 tries are left', 'One try is left']) {
        await page.getByLabel('Code from the text').fill('AAAAAA');
        await page.getByRole('button', { name: 'Check the code' }).click();
        await page.getByRole('alert').getByText(said).waitFor();
      }
      await page.getByLabel('Code from the text').fill('AAAAAA');
      await page.getByRole('button', { name: 'Check the code' }).click();
      await page.getByRole('heading', { name: 'The code was wrong too often' }).waitFor();
    });

    test('reported on the phone: nobody gets in, and the account is locked', async () => {
      const page = await settled();
      await signIn(page, example, 'anna');
      await answer(page, '0');
      await phone().waitForPrompt();
      phone().press('#');
      await page.getByRole('heading', { name: 'You reported this' }).waitFor();
      await signIn(page, example, 'anna');
      await page.getByRole('alert').getByText('This account is locked').waitFor();
    });

    test('a number in a country that is not called is refused before anything rings, by the name of the country', async () => {
      const { page } = await open();
      await signIn(page, example, 'anna');
      await page.goto(`${example.url}/set-up/mobile`);
      await page.getByLabel('Phone number').fill('+81 90 1234 5678');
      await page.getByRole('button', { name: 'Contact me' }).click();
      await page.getByRole('alert').getByText('a number in Japan').waitFor();
    });

    test('a reload in the middle, the back button and a second tab change nothing', async () => {
      const page = await settled();
      await signIn(page, example, 'anna');
      await page.getByText('Your phone is ringing').waitFor();
      const address = page.url();
      await page.reload();
      await page.getByText('Your phone is ringing').waitFor();
      const tab = await page.context().newPage();
      await tab.goto(address);
      await tab.getByText('Your phone is ringing').waitFor();
      await answer(page, '#');
      await arrive(page);
      await tab.close();
      await page.goBack();
      await page.goto(address);
      await page.getByRole('heading', { name: 'My settings' }).waitFor();
    });

    test('to be called again waits its time, and says how long', async () => {
      const page = await settled();
      await signIn(page, example, 'anna');
      // The seconds are counted by the page's script, which comes a moment after the page.
      await page.getByRole('button', { name: javaScriptEnabled ? /Call again in \d+ s/ : /Call again/ }).waitFor();
    });
  });

  test('nobody answers the question in its time: the page says so by itself', async () => {
    const { page } = await openExample(browser, example);
    await choosePhone(page, example, /I reply to the text/);
    await page.getByRole('heading', { name: 'Time ran out' }).waitFor({ timeout: 80_000 });
  });

  test('a number is judged while it is typed, and a country is found by a few letters', async () => {
    const { page } = await openExample(browser, example);
    await signIn(page, example, 'anna');
    await page.goto(`${example.url}/set-up/mobile`);
    await page.getByLabel('Search countries').fill('nether');
    await page.getByLabel('Phone number').fill('06 1234');
    expect(await page.getByLabel('Country').inputValue()).toBe('NL');
    await page.getByLabel('Phone number').fill('06 12345678');
    await page.getByText('+31 6 12345678, Netherlands').waitFor();
    await page.getByLabel('Search countries').fill('+81');
    await page.getByText('a number in Japan').waitFor();
  });

  test('all of it from the keyboard', async () => {
    const { page } = await openExample(browser, example);
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.goto(`${example.url}/sign-in?as=anna`);
    await page.getByLabel('Password').focus();
    await press('Enter');
    await page.getByRole('link', { name: 'Set it up now' }).focus();
    await press('Enter');
    await page.getByRole('link', { name: 'Set up: authentication phone' }).focus();
    await press('Enter');
    await page.getByLabel('Phone number').focus();
    await press('Tab', 'ArrowDown', 'Tab', 'Enter');
    await answer(page, '#');
    await page.getByRole('button', { name: 'Verify' }).focus();
    await press('Enter');
    await page.getByRole('link', { name: 'Finish' }).waitFor();
  });

  test('in Dutch for who reads Dutch, on the phone too', async () => {
    const { page } = await openExample(browser, example, { locale: 'nl-NL' });
    await page.goto(`${example.url}/sign-in?as=anna`);
    await page.getByRole('button', { name: 'Inloggen' }).click();
    await page.getByRole('link', { name: 'Nu instellen' }).click();
    await page.getByRole('link', { name: 'Instellen: verificatietelefoon' }).click();
    await page.getByRole('button', { name: 'Neem contact op' }).click();
    await page.getByText('Uw telefoon gaat over').waitFor();
    await answer(page);
    await page.getByRole('button', { name: 'Bevestigen' }).waitFor();
    expect(JSON.stringify(phone().call())).toContain('deze telefoon in te stellen voor Payroll');
  });
});
