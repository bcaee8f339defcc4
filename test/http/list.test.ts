import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challengePage } from '../../src/contract/http.ts';
import { apiKey, otherApiKey, startWorld, type World } from '../support/gateway.ts';

let world: World;
const made = Array.from({ length: 23 }, (_, n) => `list-mine-${String(n).padStart(2, '0')}`);
const canceled = made.filter((_, n) => n % 5 === 0);
beforeAll(async () => {
  world = await startWorld({ POUNDKEY_ROLES: 'api' });
  for (const [n, id] of made.entries()) {
    const body = { id, to: `+1415555${1_000 + n}`, channel: 'sms', method: 'code' };
    expect((await world.request('POST', '/v1/challenges', body)).status).toBe(202);
    if (canceled.includes(id)) await world.request('POST', `/v1/challenges/${id}/cancel`);
  }
  const theirs = { id: 'list-theirs-1', to: '+14155552000', channel: 'sms', method: 'code' };
  await world.request('POST', '/v1/challenges', theirs, otherApiKey);
});
afterAll(() => world.stop());

const list = async (query = '', key = apiKey) => {
  const { status, body } = await world.request('GET', `/v1/challenges${query}`, undefined, key);
  return { status, body, page: status === 200 ? challengePage.strict().parse(body) : { challenges: [] } };
};
async function walk(query: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { page }: Awaited<ReturnType<typeof list>> = await list(
      `${query}${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    ids.push(...page.challenges.map(({ id }) => id));
    cursor = 'cursor' in page ? page.cursor : undefined;
  }
  return ids;
}
const newestFirst = (ids: readonly string[]) => ids.toReversed();

describe('the list of challenges', () => {
  it('shows twenty, newest first, as views without numbers, and where it goes on', async () => {
    const { page, body } = await list();
    expect(page.challenges.map(({ id }) => id)).toEqual(newestFirst(made).slice(0, 20));
    expect(page).toHaveProperty('cursor');
    expect(JSON.stringify(body)).not.toContain('4155551');
  });

  it.each([1, 7, 22, 23, 24, 100])(
    'has all of them, page by page of %d, and ends without an empty page',
    async (limit) => {
      expect(await walk(`?limit=${limit}`)).toEqual(newestFirst(made));
    },
  );

  it.each<[string, string[]]>([
    ['canceled', canceled],
    ['open', made.filter((id) => !canceled.includes(id))],
    ['approved', []],
  ])('shows only those that are %s', async (status, ids) => {
    expect(await walk(`?status=${status}&limit=3`)).toEqual(newestFirst(ids));
  });

  it('has those of the key’s app and no others', async () => {
    expect((await list('', otherApiKey)).page.challenges.map(({ id }) => id)).toEqual(['list-theirs-1']);
  });

  it('leaves out what is not kept any more', async () => {
    const body = { id: 'list-gone-1', to: '+14155552001', channel: 'sms', method: 'code' };
    await world.request('POST', '/v1/challenges', body, otherApiKey);
    await world.client.del(...(await world.client.keys('*:challenge:list-gone-1')));
    expect((await list('', otherApiKey)).page.challenges.map(({ id }) => id)).toEqual(['list-theirs-1']);
  });

  it.each([
    ['limit', '?limit=0'],
    ['limit', '?limit=101'],
    ['limit', '?limit=many'],
    ['limit', '?limit=1&limit=2'],
    ['cursor', '?cursor=here'],
    ['cursor', '?cursor=1-2'],
    // A regression: found by random requests, this one was an error of ours.
    ['cursor', '?cursor=0-2-56336170'],
    ['status', '?status=ringing'],
    ['', '?page=2'],
  ])('is refused with the name of what is wrong: %j in %s', async (path, query) => {
    const { status, body } = await list(query);
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'invalid-request', errors: [{ path }] });
  });
});
