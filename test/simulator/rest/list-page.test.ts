import { expect, it } from 'vitest';
import { PHONE, setUp } from '../set-up.ts';

it('gives every text exactly once over several pages, newest first, also while new ones come in', async () => {
  const { text, client } = await setUp();
  const sids: string[] = [];
  for (let i = 0; i < 5; i += 1) sids.unshift((await text({ statusCallback: undefined, body: `${i}` })).sid);
  const first = await client.messages.page({ to: PHONE, pageSize: 2 });
  await text({ statusCallback: undefined, body: 'new' });
  const second = await first.nextPage();
  const third = await second?.nextPage();
  expect([first, second, third].flatMap((page) => page?.instances.map((each) => each.sid))).toEqual(sids);
  expect(third?.nextPageUrl).toBeUndefined();
  expect((await second?.previousPage())?.instances.map((each) => each.sid)).toEqual(sids.slice(0, 2));
});

it("lists through twilio-node's own paging", async () => {
  const { text, client } = await setUp();
  for (let i = 0; i < 5; i += 1) await text({ statusCallback: undefined, body: `${i}` });
  const bodies = (await client.messages.list({ pageSize: 2 })).map((each) => each.body);
  expect(bodies).toEqual(['4', '3', '2', '1', '0']);
});

it('gives calls by page, too, with the addresses of the other pages', async () => {
  const { simulator, call, client } = await setUp();
  const sids: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const to = `+1415555010${i}`;
    sids.unshift((await call({ to, statusCallback: undefined, statusCallbackEvent: undefined })).sid);
  }
  const first = await client.calls.page({ pageSize: 2 });
  expect(first.instances.map((each) => each.sid)).toEqual(sids.slice(0, 2));
  const next = new URL(first.nextPageUrl ?? '');
  expect(next.pathname).toBe(`/2010-04-01/Accounts/${simulator.accountSid}/Calls.json`);
  expect(Object.fromEntries(next.searchParams)).toMatchObject({ PageSize: '2', Page: '1', PageToken: `PA${sids[1]}` });
  expect((await first.nextPage())?.instances.map((each) => each.sid)).toEqual(sids.slice(2));
  expect((await client.calls.list({ limit: 1 })).map((each) => each.sid)).toEqual(sids.slice(0, 1));
  expect((await client.calls.page({ pageSize: 2, pageNumber: 1 })).instances.map((each) => each.sid)).toEqual(
    sids.slice(2),
  );
});

it('gives 50 without being told, 1,000 at most, and refuses a page that it never named', async () => {
  const { simulator } = await setUp();
  const list = async (query: string) => {
    const url = `${simulator.url}/2010-04-01/Accounts/${simulator.accountSid}/Messages.json${query}`;
    const headers = { authorization: `Basic ${btoa(`${simulator.accountSid}:${simulator.authToken}`)}` };
    return (await fetch(url, { headers })).json();
  };
  expect(await list('')).toMatchObject({ page_size: 50, page: 0, next_page_uri: null, messages: [] });
  expect(await list('?PageSize=5000')).toMatchObject({ page_size: 1_000 });
  expect(await list('?PageToken=nonsense')).toMatchObject({ code: 21481, status: 400 });
});
