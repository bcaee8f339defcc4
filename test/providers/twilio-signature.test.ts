import { parse } from 'node:querystring';
import fc from 'fast-check';
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, it } from 'vitest';
import type { Form } from '../../src/providers/twilio-dialect.ts';
import { signedByTwilio, signingKeys } from '../../src/providers/twilio-signature.ts';

const token = '12345';
const page = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const call = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};
const addresses = { 'MessagingBinding.Address': ['+1325xxxxxxx', '+1415xxxxxxx'] };
const repeated = { Sid: 'CA123', SidAccount: 'AC123', Digits: ['5678', '1234', '1234'] };
const hashOfJson = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
const hashOfEmpty = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
const http = (url: string) => url.replace('https', 'http');
const on1234 = (url: string) => url.replace('.com', '.com:1234');
const by = (who: string) => page.replace('https://', `https://${who}@`);

describe('signatures published with the official SDKs (twilio-node, -python, -go, -java) are told genuine', () => {
  it.each<[string, string, string, Form]>([
    ['https', 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', page, call],
    ['https on another port, signed without it', 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', on1234(page), call],
    ['http on another port, signed with it', 'Zmvh+3yNM1Phv2jhDCwEM3q5ebU=', http(on1234(page)), call],
    ['https, signed with port 443', 'kvajT1Ptam85bY51eRf/AJRuM3w=', page, call],
    ['http, signed with port 80', '0ZXoZLH/DfblKGATFgpif+LLRf4=', http(page), call],
    ['user and password', 'CukzLTc1tT5dXEDIHm/tKBanW10=', by('user:pass'), call],
    ['a user alone', '2YRLlVAflCqxaNicjMpJcSTgzSs=', by('user'), call],
    ['user and password, signed with port 443', 'ZQFR1PTIZXF2MXB8ZnKCvnnA+rI=', by('user:pass'), call],
    ['a quote in the query', 'dsq4Ehbj6cs+KdTkpF5sSSplOWw=', `${page}&Body=It's+amazing`, call],
    ['a field that comes twice', '83O6e2vORAoJHUNzJjDWN1jz+BA=', page, addresses],
    [
      'a field that comes twice, the other way round',
      '83O6e2vORAoJHUNzJjDWN1jz+BA=',
      page,
      { 'MessagingBinding.Address': addresses['MessagingBinding.Address'].toReversed() },
    ],
    ['a field that comes three times with two values', 'IK+Dwps556ElfBT0I3Rgjkr1wJU=', page, repeated],
    ['the address of a JSON body', 'a9nBmqA0ju/hNViExpshrM61xv4=', `${page}&bodySHA256=${hashOfJson}`, {}],
    ['the address of an empty JSON body', 'Ldidvp12m26NI7eqEvxnEpkd9Hc=', `${page}&bodySHA256=${hashOfEmpty}`, {}],
    [
      'the address of a JSON body and nothing else',
      'y77kIzt2vzLz71DgmJGsen2scGs=',
      `https://mycompany.com/myapp.php?bodySHA256=${hashOfJson}`,
      {},
    ],
  ])('%s', (_case, signature, url, form) => {
    expect(signedByTwilio(signingKeys([token]), signature, url, form)).toBe(true);
  });

  it.each<[string, string, string, Form]>([
    ['a wrong signature', 'WRONG_SIGNATURE', page, call],
    ['a wrong signature with a blank', 'WRONG SIGNATURE', page, call],
    ['none', '', page, call],
    ['the right one with something before it', 'NOTRSOYDt4T1cUTdK1PDd93/VVr8B8=', page, call],
    ['that of the form, for the JSON body alone', 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', page, {}],
    ['a longer query than was signed', 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', `${page}&somethingUnexpected=true`, call],
    ['a shorter hash than was signed', 'a9nBmqA0ju/hNViExpshrM61xv4=', `${page}&bodySHA256=${hashOfJson.slice(1)}`, {}],
  ])('and refused where those refuse it: %s', (_case, signature, url, form) => {
    expect(signedByTwilio(signingKeys([token]), signature, url, form)).toBe(false);
  });

  // twilio-node's own spec has these two pairs. Its check re-spells the address until one fits; no address of ours has a
  // quote in it, so ours takes only what came in, with and without the port.
  it.each([
    ["https://example.com/path?test=param'WithQuote", 'https://example.com/path?test=param%27WithQuote'],
    ['https://example.com/path?test=param%27WithQuote', "https://example.com/path?test=param'WithQuote"],
  ])('but a query that was re-spelled on the way is not: %s as %s', (signed, received) => {
    const signature = getExpectedTwilioSignature(token, signed, {});
    expect(signedByTwilio(signingKeys([token]), signature, signed, {})).toBe(true);
    expect(signedByTwilio(signingKeys([token]), signature, received, {})).toBe(false);
  });
});

describe('the address', () => {
  it.each([
    ['https://[2001:db8::7]/voice?x=1', 'https://[2001:db8::7]:443/voice?x=1'],
    ['https://[2001:db8::7]:8443/voice', 'https://[2001:db8::7]/voice'],
    ['http://[::1]:8081/voice', 'http://[::1]/voice'],
    ['https://user:123@example.com/voice', 'https://user:123@example.com:443/voice'],
    ['https://user:123@example.com:8443/voice', 'https://user:123@example.com/voice'],
    ['https://user:p@ss@[::1]:8443/voice', 'https://user:p@ss@[::1]/voice'],
    ['https://example.com:8443?to=https://other.example:99/', 'https://example.com?to=https://other.example:99/'],
  ])('counts with and without its port, also with IPv6 and a user in it: %s', (received, signed) => {
    const signature = getExpectedTwilioSignature(token, signed, call);
    expect(validateRequest(token, signature, received, call)).toBe(true);
    expect(signedByTwilio(signingKeys([token]), signature, received, call)).toBe(true);
  });

  it.each([
    ['another scheme', 'http://example.com/voice'],
    ['another host', 'https://example.org/voice'],
    ['another path', 'https://example.com/voice/'],
    ['a query', 'https://example.com/voice?a=1'],
    ['the port of another scheme', 'https://example.com:80/voice'],
    ['a port that nobody mentioned', 'https://example.com:8443/voice'],
    ['a user', 'https://user@example.com/voice'],
  ])('that was signed is the one that counts, not one with %s', (_what, signed) => {
    const signature = getExpectedTwilioSignature(token, signed, call);
    expect(signedByTwilio(signingKeys([token]), signature, 'https://example.com/voice', call)).toBe(false);
  });
});

describe('the tokens', () => {
  const signature = getExpectedTwilioSignature(token, page, call);

  it('all count while one replaces another, and in either order', () => {
    expect(signedByTwilio(signingKeys(['the next one', token]), signature, page, call)).toBe(true);
    expect(signedByTwilio(signingKeys([token, 'the next one']), signature, page, call)).toBe(true);
  });

  it('no longer count once they are gone, and none means nobody', () => {
    expect(signedByTwilio(signingKeys(['the next one']), signature, page, call)).toBe(false);
    expect(signedByTwilio([], signature, page, call)).toBe(false);
  });
});

describe('a signature that cannot be one', () => {
  const unread: Form = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('the form was read');
      },
    },
  );

  it.each([
    [''],
    ['='],
    ['RSOYDt4T1cUTdK1PDd93/VVr8B8'],
    ['RSOYDt4T1cUTdK1PDd93/VVr8B8=='],
    ['RSOYDt4T1cUTdK1PDd93/VVr8B8=\n'],
    [' RSOYDt4T1cUTdK1PDd93/VVr8B8='],
    ['RSOYDt4T1cUTdK1PDd93_VVr8B8='],
    ['RSOYDt4T1cUTdK1PDd93/VVr8B8=, RSOYDt4T1cUTdK1PDd93/VVr8B8='],
    ['45239 80eed e13d5c51376b53d0ddde77fd556bf01f'],
    ['é'.repeat(28)],
    ['A'.repeat(100_000)],
  ])('is turned away before anything is hashed: %j', (signature) => {
    expect(signedByTwilio(signingKeys([token]), signature, page, unread)).toBe(false);
  });

  it('is also one that spells the right bytes in another way', () => {
    expect(signedByTwilio(signingKeys([token]), 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', page, call)).toBe(true);
    for (const last of ['9', '+', '/'])
      expect(signedByTwilio(signingKeys([token]), `RSOYDt4T1cUTdK1PDd93/VVr8B${last}=`, page, call)).toBe(false);
  });
});

describe("twilio-node's own check", () => {
  const host = fc.constantFrom('example.com', 'a-b.example', '127.0.0.1', '[::1]', '[2001:db8::7]');
  const user = fc.constantFrom('', '', 'user@', 'user:pass@', 'user:80@', 'u:p@ss@');
  const ports = ['', ':80', ':443', ':8081', ':1'] as const;
  const url = fc.record({
    scheme: fc.constantFrom('http', 'https'),
    user,
    host,
    port: fc.constantFrom(...ports),
    rest: fc.constantFrom('/', '/webhooks/twilio/sms', '/webhooks/twilio/voice/ch_1/0/nonce-1/2', '/a?x=1&y=%20', ''),
  });
  const spell = ({
    scheme,
    user,
    host,
    port,
    rest,
  }: { [part in 'scheme' | 'user' | 'host' | 'port' | 'rest']: string }) => `${scheme}://${user}${host}${port}${rest}`;
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('', '&', '=', '#', '+1', '%', '&=', 'a&b=c', '\u{1f4de}', 'ß', '\r\n', '__proto__'),
  );
  const entries = fc.array(fc.tuple(text, text), { maxLength: 8 });
  const change = fc.constantFrom('nothing', 'port', 'token', 'field', 'value', 'rest');

  it('agrees with ours on every address, field and change of either', () => {
    fc.assert(
      fc.property(
        url,
        fc.constantFrom(...ports),
        entries,
        change,
        fc.nat(3),
        (url, signedPort, entries, change, which) => {
          const params = Object.fromEntries([...Map.groupBy(entries, ([name]) => name)].map(fieldOf));
          const signed = {
            ...url,
            ...(change === 'port' && { port: signedPort }),
            ...(change === 'rest' && { rest: `${url.rest}x` }),
          };
          const [first] = entries;
          const altered = { ...params };
          if (change === 'field') altered['Extra'] = '1';
          if (change === 'value' && first !== undefined) altered[first[0]] = `${first[1]}x`;
          const signature = getExpectedTwilioSignature(change === 'token' ? 'other' : token, spell(signed), altered);
          const form = parse(new URLSearchParams(entries).toString());
          const genuine = validateRequest(token, signature, spell(url), params);
          expect(signedByTwilio(signingKeys([token]), signature, spell(url), form)).toBe(genuine);
          if (change === 'nothing') expect(genuine).toBe(true);
          if (change === 'token') expect(genuine).toBe(false);
          expect(signedByTwilio(signingKeys([token]), flipped(signature, which * 9), spell(url), form)).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  const fieldOf = ([name, pairs]: [string, [string, string][]]): [string, string | string[]] => {
    const values = pairs.map(([, value]) => value);
    return [name, values.length === 1 ? (values[0] ?? '') : values];
  };
  const flipped = (signature: string, at: number) =>
    signature.slice(0, at) + (signature[at] === 'A' ? 'B' : 'A') + signature.slice(at + 1);
});
