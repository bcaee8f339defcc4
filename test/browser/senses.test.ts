import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumExecutable, launchBrowser } from '../support/browser.ts';
import { openSimulator, visit } from './open-simulator.ts';

// What would be heard, written down: a headless browser has sound cards as little as voices.
const LISTEN = `
  globalThis.tones = [];
  globalThis.OscillatorNode = class extends OscillatorNode {
    constructor(audio, options) { super(audio, options); tones.push(options.frequency); }
  };
  globalThis.spoken = [];
  const voice = { getVoices: () => [{}], addEventListener() {}, cancel() { spoken.push('(hush)'); } };
  Object.defineProperty(globalThis, 'speechSynthesis', {
    value: { ...voice, speak: ({ text, lang }) => spoken.push(lang + ': ' + text) },
  });
  globalThis.notified = [];
  globalThis.Notification = class {
    static permission = 'default';
    static async requestPermission() { this.permission = 'granted'; }
    constructor(title, options) { notified.push(title + ', ' + options.body); }
  };
  document.hasFocus = () => globalThis.focused ?? true;
`;

describe.skipIf(!chromiumExecutable)('what is heard and seen of a phone', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  async function openListening() {
    const world = await openSimulator(browser);
    await world.page.addInitScript(LISTEN);
    await visit(world.page, world.simulator.url);
    return world;
  }
  const tones = (page: Page) => page.evaluate('tones');

  it('rings aloud, but not before somebody has touched the page', async () => {
    const { call, page } = await openListening();
    await call();
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByText('Declined or busy').waitFor();
    expect(await tones(page)).toEqual([]);
    await call();
    await page.getByRole('button', { name: 'Answer' }).waitFor();
    await expect.poll(() => tones(page)).toEqual([440, 480]);
  });

  it('plays the two tones of each key, unless the sound is off', async () => {
    const { app, call, page } = await openListening();
    app.on('/voice', '<Gather numDigits="9" timeout="60"><Say>Keys.</Say></Gather>');
    await call();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('Listening for keys').waitFor();
    const before = (await tones(page)) as number[];
    await page.getByRole('button', { name: '5', exact: true }).click();
    await page.keyboard.press('0');
    const heard = ((await tones(page)) as number[]).slice(before.length);
    expect(heard).toEqual([770, 1336, 941, 1336]);
    await page.getByRole('button', { name: 'Sound' }).click();
    await page.getByRole('button', { name: '1', exact: true }).click();
    expect(await tones(page)).toHaveLength(before.length + heard.length);
  });

  it('speaks the call that was answered here, in its languages, and is silent as soon as a key is pressed', async () => {
    const { call, page } = await openListening();
    const other = await page.context().newPage();
    await other.addInitScript(LISTEN);
    await visit(other, page.url());
    await page.bringToFront();
    await call();
    await page.getByRole('button', { name: 'Answer' }).click();
    await expect.poll(() => page.evaluate('spoken.at(-1)')).toBe('en-US: Press pound.');
    await page.getByRole('button', { name: 'pound' }).click();
    await page.getByText('Call ended').waitFor();
    const spoken = ['(hush)', 'de-DE: Guten Tag.', 'en-US: Press pound.', '(hush)', 'en-US: Thank you.'];
    expect(await page.evaluate('spoken')).toEqual(spoken);
    expect(await other.evaluate('spoken')).toEqual([]);
  });

  it('plays a tone where the call plays a sound, instead of reading its address', async () => {
    const { app, call, page } = await openListening();
    app.on('/voice', '<Play>http://127.0.0.1/chime.mp3</Play><Gather timeout="60"/>');
    await call();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('Listening for keys').waitFor();
    await expect.poll(() => tones(page)).toContain(660);
    expect(await page.evaluate('spoken')).toEqual(['(hush)']);
  });

  it('does not speak when the voice is off, and remembers that', async () => {
    const { call, page } = await openListening();
    await page.getByRole('button', { name: 'Voice' }).click();
    await page.reload();
    expect(await page.getByRole('button', { name: 'Voice' }).getAttribute('aria-pressed')).toBe('false');
    await call();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('Listening for keys').waitFor();
    expect(await page.evaluate('spoken')).toEqual(['(hush)']);
  });

  it('shows a notification to who allowed it and looks elsewhere, once for each call', async () => {
    const { call, page } = await openListening();
    const alerts = page.getByRole('button', { name: 'Alerts' });
    expect(await alerts.getAttribute('aria-pressed')).toBe('false');
    await alerts.click();
    await expect.poll(() => alerts.getAttribute('aria-pressed')).toBe('true');
    await call();
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByText('Declined or busy').waitFor();
    expect(await page.evaluate('notified')).toEqual([]);
    await page.evaluate('globalThis.focused = false');
    await call();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('Listening for keys').waitFor();
    expect(await page.evaluate('notified')).toEqual(['+1 415 555 0100 rings, from +1 202 555 0142']);
  });
});
