import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { PHONE, setUp } from '../set-up.ts';

/** What a path of the application answers: a redirect. */
const leadingTo = (status: number, location?: string) => (_request: unknown, res: ServerResponse) => {
  res.writeHead(status, location === undefined ? {} : { location }).end();
};

it.each([301, 302, 303])('follows a %i with a signed GET without the form', async (status) => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', leadingTo(status, '/moved?step=2'));
  app.on('/moved', '<Say>Here.</Say>');
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call();
  await app.until('/status', 4);
  expect((await app.until('/moved'))[0]).toMatchObject({
    method: 'GET',
    path: '/moved?step=2',
    fields: {},
    genuine: true,
  });
  expect(phone.call()?.transcript).toEqual(['Here.']);
  const documents = simulator.requests().filter((entry) => entry.kind === 'document');
  expect(documents.map((entry) => [entry.status, entry.alerts])).toEqual([
    [status, []],
    [200, []],
  ]);
});

it('repeats the form for a 307, and starts relative addresses from where it ended', async () => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', leadingTo(307, '/deep/er'));
  app.on('/deep/er', '<Redirect>next</Redirect>');
  app.on('/deep/next', '<Say>Here.</Say>');
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  const { sid } = await call();
  expect((await app.until('/deep/er'))[0]).toMatchObject({ method: 'POST', fields: { CallSid: sid }, genuine: true });
  await app.until('/deep/next');
  expect((await phone.waitForHangup())?.transcript).toEqual(['Here.']);
});

it.each([
  ['in a circle', 302, '/voice', 11215, 11],
  ['with a status that is none', 300, '/voice', 11216, 1],
  ['to nowhere', 302, undefined, 11216, 1],
  ['to what is no address', 302, 'http://', 11216, 1],
] as const)('fails when it is redirected %s', async (_where, status, location, code, requests) => {
  const { simulator, app, call } = await setUp();
  app.on('/voice', leadingTo(status, location));
  const phone = simulator.phone(PHONE);
  phone.behave('answer');
  await call();
  await app.until('/status', 4);
  expect(await app.until('/voice')).toHaveLength(requests);
  const documents = simulator.requests().filter((entry) => entry.kind === 'document');
  expect(documents.flatMap((entry) => entry.alerts.map((alert) => alert.code))).toEqual([code]);
  expect(documents.at(-1)).toMatchObject({ status, error: expect.stringContaining('redirect') });
  expect(phone.call()?.transcript).toEqual([expect.stringContaining('application error')]);
});
