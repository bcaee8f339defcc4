import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Phone } from '../../src/challenge/phone.ts';
import { createLog } from '../../src/log.ts';
import { createTwilio } from '../../src/providers/twilio.ts';
import { settings } from '../../src/settings.ts';

const accountSid = `AC${'5'.repeat(32)}`;
const apiKey = { user: `SK${'7'.repeat(32)}`, password: 'the-secret-of-the-api-key' };
const sid = `CA${'0a'.repeat(16)}`;
const to = '+14155550100' as Phone;
const order = { to, ref: { id: 'challenge-1', attempt: 0, nonce: 'nonce-0123456789' }, ringSeconds: 30 };
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

let lines: string[];
let provider: ReturnType<typeof createTwilio>;
beforeEach(() => {
  lines = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const own = { accountSid, ...apiKey, publicUrl: 'https://poundkey.example', callFrom: '+14155550001' };
  const textFrom = { from: '+14155550002' };
  provider = createTwilio(
    { log },
    { ...own, textFrom, apiBaseUrl: settings.shape.TWILIO_API_BASE_URL.parse(undefined) },
  );
});
afterEach(() => provider.close());

const account = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}`;

describe('the provider’s real address, which is the default', () => {
  it('is asked over TLS, for the account, with the credentials of the API key', async () => {
    const asked: { authorization: string | null; form: URLSearchParams }[] = [];
    server.use(
      http.post(`${account}/Calls.json`, async ({ request }) => {
        const authorization = request.headers.get('authorization');
        asked.push({ authorization, form: new URLSearchParams(await request.text()) });
        return HttpResponse.json({ sid, status: 'queued' }, { status: 201 });
      }),
    );
    expect(await provider.call(order)).toEqual({ kind: 'placed', sid });
    const basic = Buffer.from(`${apiKey.user}:${apiKey.password}`).toString('base64');
    expect(asked).toMatchObject([{ authorization: `Basic ${basic}` }]);
    expect(asked[0]?.form.get('To')).toBe(to);
  });

  it.each([
    ['Messages', () => provider.text({ to, ref: order.ref, body: 'Your code is 561166.', validitySeconds: 60 })],
    ['Calls', () => provider.call(order)],
  ])('is asked for %s once, and what becomes of it is unknown, when the network fails', async (resource, ask) => {
    let asked = 0;
    server.use(
      http.post(`${account}/${resource}.json`, () => {
        asked++;
        return HttpResponse.error();
      }),
    );
    expect(await ask()).toEqual({ kind: 'unknown' });
    expect(asked).toBe(1);
    const logged = lines.join('');
    for (const secret of [apiKey.password, 'Basic', to.slice(2), '561166']) expect(logged).not.toContain(secret);
  });

  it('may answer a list with something that is none: that is unknown, too', async () => {
    const nonsense = [{}, [], { calls: null }, { calls: [{}] }, { calls: [{ sid, date_created: 'nonsense' }] }];
    for (const body of [...nonsense, { calls: [{ sid: 'CA1', date_created: 'Tue, 31 Aug 2010 20:36:28 +0000' }] }]) {
      server.use(http.get(`${account}/Calls.json`, () => HttpResponse.json(body)));
      expect(await provider.find({ channel: 'voice', to, since: 0 })).toBe('unknown');
    }
    server.use(http.get(`${account}/Calls.json`, () => HttpResponse.json({ calls: [] })));
    expect(await provider.find({ channel: 'voice', to, since: 0 })).toEqual([]);
  });
});
