import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { appsFrom, readAppFile } from '../src/app-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'poundkey-apps-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
function fileWith(content: unknown): string {
  const path = join(folder, `apps-${++files}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
function faultsOf(content: unknown): readonly string[] {
  const verdict = readAppFile(fileWith(content));
  return verdict.kind === 'faults' ? verdict.faults : [];
}
const standard = { name: 'Example', countries: ['US'], factor: 1 };
function appsIn(apps: object, more: Partial<typeof standard> = {}, named: readonly string[] = []) {
  const verdict = readAppFile(fileWith({ apps }));
  if (verdict.kind === 'faults') throw new Error(verdict.faults.join('; '));
  return appsFrom({ ...standard, ...more }, named, verdict.apps);
}

describe('an app file with faults', () => {
  it('names every one of them by its place, and repeats no value', () => {
    const secret = 'a-secret-that-nobody-sees';
    const faults = faultsOf({
      apps: {
        payroll: {
          name: '',
          keys: [
            { key: 'short' },
            {},
            { key: secret, sha256: 'x' },
            { key: secret, expiresAt: 'tomorrow' },
            { sha256: createHash('sha256').digest('hex') },
          ],
          countries: ['nl', 'XX'],
          callFrom: { default: '+1415', QQ: '+14155550100', xx: '+14155550100' },
          limits: { perNumber: [{ count: 0, seconds: 1 }] },
          tries: { code: 11 },
          fraud: { days: 0 },
          second: 'ignore',
          method: 'reply',
          colour: 'red',
          [`${secret}-as-a-name`]: 1,
          resultWebhook: { url: 'ftp://x', secrets: [secret] },
        },
        'a b': { name: 'A' },
        fax: { name: 'Fax', channel: 'sms', method: 'match' },
      },
      more: 1,
    });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      '/apps/payroll/name',
      '/apps/payroll/keys/0/key',
      '/apps/payroll/keys/1',
      '/apps/payroll/keys/2/sha256',
      '/apps/payroll/keys/2',
      '/apps/payroll/keys/3/expiresAt',
      '/apps/payroll/keys/4/sha256',
      '/apps/payroll/callFrom/default',
      '/apps/payroll/callFrom/QQ',
      '/apps/payroll/callFrom/xx',
      '/apps/payroll/countries/0',
      '/apps/payroll/countries/1',
      '/apps/payroll/tries/code',
      '/apps/payroll/limits/perNumber/0/count',
      '/apps/payroll/fraud/days',
      '/apps/payroll/second',
      '/apps/payroll/resultWebhook/url',
      '/apps/payroll/resultWebhook/secrets/0',
      '/apps/payroll/colour',
      '/apps/payroll/a-secret…',
      '/apps/payroll/channel',
      '/apps/a',
      '/apps/fax/method',
      '/more',
    ]);
    expect(faults.join()).not.toContain(secret);
  });

  it.each([
    [{ apps: { a: {} } }, '/apps/a/name is missing'],
    [{}, '/apps is missing'],
    [[], 'the file expected object, received array'],
    [{ apps: { a: { name: 'A', countries: ['XX'] } } }, '/apps/a/countries/0 must be an ISO country code such as NL'],
    [{ apps: { a: { name: 'A', callFrom: { ZZ: '+14155550100' } } } }, '/apps/a/callFrom/ZZ is not known'],
    [
      { apps: { a: { name: 'A', textFrom: { default: 'ACME' } } } },
      '/apps/a/countries is missing, and what texts does not tell which to allow',
    ],
    [{ apps: { 'x/y~z': { name: 'A' } } }, '/apps/x~1y~0z has a name that must be 1 to 64 letters, digits, _, . or -'],
  ])('says what is wrong: %j', (content, fault) => expect(faultsOf(content)).toEqual([fault]));

  it('that is no JSON says where, and not what stands there', () => {
    expect(faultsOf('{"apps": {"a": {"name": "x", secret-word}}}')).toEqual(['is no JSON: line 1 column 30']);
    expect(faultsOf('')).toEqual(['is no JSON']);
  });

  it('that is not there is one fault', () => {
    const missing = readAppFile(join(folder, 'nowhere.json'));
    expect(missing).toEqual({ kind: 'faults', faults: ['names a file that cannot be read'] });
  });
});

describe('an app', () => {
  it('that says only its name has everything else as the environment and the contract have it', () => {
    const [standardApp, payroll] = appsIn({ payroll: { name: 'Payroll' } });
    expect(standardApp).toMatchObject({ id: 'default', name: 'Example', countries: new Set(['US']) });
    expect(payroll).toEqual({ ...standardApp, id: 'payroll', name: 'Payroll' });
    expect(payroll).toMatchObject({
      ...{ locale: 'en-US', lifetimeSeconds: 180, failuresPerDay: 10, second: 'refuse' },
      tries: { code: 5, pin: 3, match: 2, key: 3 },
      fraud: { block: false, days: 90 },
      rates: {
        perNumber: [
          { count: 5, seconds: 600 },
          { count: 10, seconds: 86_400 },
        ],
        perSubject: [{ count: 10, seconds: 3_600 }],
        perIp: [{ count: 60, seconds: 3_600 }],
        perPrefix: [],
      },
    });
  });

  it('may call only where its own numbers are, unless it says otherwise', () => {
    const callFrom = { default: '+442079460018', NL: '+31201234567' };
    const named = appsIn({ a: { name: 'A', callFrom }, b: { name: 'B', callFrom, countries: ['FR'] } });
    expect(named.map(({ countries }) => [...countries])).toEqual([['US'], ['GB', 'NL'], ['FR']]);
  });

  it('has a way to ask for requests that name none', () => {
    const [, app] = appsIn({ a: { name: 'A', channel: 'voice', method: 'match' } });
    expect(app?.way).toEqual({ channel: 'voice', method: 'match' });
  });

  it('has every limit as often as the factor says, and none where its list is empty', () => {
    const limits = { perNumber: [{ count: 2, seconds: 60 }], perIp: [] };
    const [, app] = appsIn({ a: { name: 'A', limits, failuresPerDay: 4 } }, { factor: 100 });
    expect(app).toMatchObject({
      failuresPerDay: 400,
      rates: { perNumber: [{ count: 200, seconds: 60 }], perSubject: [{ count: 1_000, seconds: 3_600 }], perIp: [] },
    });
  });

  it('of the file may be the default, and one that only has a key in the environment is called by its id', () => {
    const apps = appsIn({ default: { name: 'Ours' } }, {}, ['payroll', 'default']);
    expect(apps.map(({ id, name }) => [id, name])).toEqual([
      ['default', 'Ours'],
      ['payroll', 'payroll'],
    ]);
  });

  it('named like what every object has is no other app', () => {
    expect(appsIn({ a: { name: 'A' } }, {}, ['constructor', 'toString']).map(({ name }) => name)).toEqual([
      ...['Example', 'constructor', 'toString', 'A'],
    ]);
  });
});

describe('own words in an app file', () => {
  it('with faults are named by their place', () => {
    const long = 'x'.repeat(150);
    const faults = faultsOf({
      apps: {
        payroll: {
          name: 'Payroll',
          wording: {
            en: { call: { approved: 'Thanks {you}', hello: 'Hi' }, recordings: { over: 'http://x.example/a.mp3' } },
            tlh: { call: { approved: 'Qapla' } },
          },
          text: { webOtpDomain: 'https://x', urls: 'yes' },
        },
      },
    });
    expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual([
      '/apps/payroll/text/urls',
      '/apps/payroll/text/webOtpDomain',
      '/apps/payroll/wording/en/call/approved',
      '/apps/payroll/wording/en/call/hello',
      '/apps/payroll/wording/en/recordings/over',
      '/apps/payroll/wording/tlh',
    ]);
    expect(faults.join()).toMatch(/wording\/tlh is not known/);
    const texts = { code: `{code} ${long}`, reply: 'Ç ç {code}', denied: `See www.acme.com`, late: `${long} {app} ok` };
    expect(faultsOf({ apps: { a: { name: 'Acme Inc', wording: { fr: { text: texts } } } } })).toEqual([
      '/apps/a/wording/fr/text/denied holds an address, which text.urls would allow',
      '/apps/a/wording/fr/text/late takes 2 messages: it must fit in one',
    ]);
  });

  it('count the line for browsers and the app’s name', () => {
    const text = { webOtpDomain: 'login.example.com' };
    const code = `{code} ${'x'.repeat(130)}`;
    expect(faultsOf({ apps: { a: { name: 'A', wording: { en: { text: { code } } } } } })).toEqual([]);
    expect(faultsOf({ apps: { a: { name: 'A', text, wording: { en: { text: { code } } } } } })).toEqual([
      '/apps/a/wording/en/text/code takes 2 messages: it must fit in one',
    ]);
  });

  it('become the app’s, and an app without any has none', () => {
    const [, app] = appsIn({
      a: { name: 'A', text: { webOtpDomain: 'a.example' }, wording: { nl: { call: { approved: 'Dank, {app}.' } } } },
    });
    expect(app?.wordings.get('nl')?.call.approved).toBe('Dank, A.');
    expect(app?.text).toEqual({ urls: false, webOtpDomain: 'a.example' });
    const [standard] = appsIn({});
    expect(standard).toMatchObject({ text: { urls: false }, extensions: { by: 'tones' } });
    expect(standard?.wordings.size).toBe(0);
  });
});
