import type { RequestHandler } from 'express';
import { type Challenge, isOpen } from '../challenge/challenge.ts';
import { type ChallengePage, type ListQuery, listQuery } from '../contract/http.ts';
import { faultsOf } from '../contract/request.ts';
import type { ChallengeList } from '../ports/challenge-list.ts';
import { appOf } from './api-key.ts';
import type { AnsweringApi } from './challenges.ts';
import { sendProblem } from './problem.ts';
import { viewOf } from './view.ts';

export interface ListingApi extends AnsweringApi {
  readonly list: ChallengeList;
}

/** With a status that is rare a page is short, and its cursor leads on: one request looks at so many challenges in all. */
const looksMax = 500;
const looksAtOnce = 100;

/** `GET /v1/challenges?limit=&cursor=&status=`: those of the key's app, newest first. */
export function listChallenges(deps: ListingApi): RequestHandler {
  return async (request, response) => {
    const query = listQuery.safeParse(request.query);
    if (!query.success) return sendProblem(response, 'invalid-request', faultsOf(query.error));
    const { challenges, cursor } = await readPage(deps, appOf(response), query.data);
    const page: ChallengePage = { challenges: challenges.map(viewOf), ...(cursor !== undefined && { cursor }) };
    response.json(page);
  };
}

async function readPage({ list, store }: ListingApi, app: string, { limit, status, cursor: from }: ListQuery) {
  // One more than is shown tells whether there are more.
  const atOnce = status === undefined ? limit + 1 : looksAtOnce;
  const challenges: Challenge[] = [];
  let cursor = from;
  for (let looked = 0; looked < looksMax; looked += atOnce) {
    const listed = await list.page(app, atOnce, cursor);
    const found = await Promise.all(listed.map(({ id }) => store.load(id)));
    for (const [index, { cursor: here }] of listed.entries()) {
      if (challenges.length === limit) return { challenges, cursor };
      cursor = here;
      const challenge = found[index]?.challenge;
      // An id outlives its challenge here, and another app may have taken it since.
      if (challenge?.app === app && hasStatus(challenge, status)) challenges.push(challenge);
    }
    if (listed.length < atOnce) return { challenges };
  }
  return { challenges, cursor };
}

const hasStatus = (challenge: Challenge, status: ListQuery['status']): boolean =>
  status === undefined || (isOpen(challenge) ? 'open' : challenge.status) === status;
