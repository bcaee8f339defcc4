import { z } from 'zod';
import { blockQuery } from '../contract/blocks.ts';
import { listQuery, waitSeconds } from '../contract/http.ts';
import type { ProblemCode } from './problem.ts';

/** One request that can be made: what the router, the OpenAPI document and the tests go by. */
export interface Operation {
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it: `/v1/challenges/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly about?: string;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  /** The name of the schema of its body. */
  readonly body?: 'CreateChallenge' | 'CheckCode' | 'Resend' | 'CreateBlock' | 'LiftBlock';
  readonly bodyIsOptional?: true;
  readonly answers: Readonly<Record<number, Answer>>;
  /** What may be refused, beside what every request may be refused for. */
  readonly problems: readonly ProblemCode[];
}
interface Answer {
  readonly description: string;
  readonly schema?: 'Challenge' | 'ChallengePage' | 'CheckAnswer' | 'Result' | 'Block' | 'BlockPage' | 'BlockedSubject';
  /** JSON unless it says otherwise. */
  readonly type?: string;
}

/** What every request with a key may be refused for. */
export const anywhere: readonly ProblemCode[] = ['wrong-key', 'expired-key', 'internal-error', 'unavailable'];
const withBody: readonly ProblemCode[] = ['not-json', 'body-too-large', 'invalid-request'];
const view = (description: string): Answer => ({ description, schema: 'Challenge' });

/** Every operation of the API by its name. */
export const operations = {
  createChallenge: {
    method: 'post',
    path: '/v1/challenges',
    summary: 'Ask a person by phone',
    about: 'Calls or texts at once. The same id or Idempotency-Key again is the same challenge: nobody is asked twice.',
    headers: z.object({
      'Idempotency-Key': z
        .string()
        .min(1)
        .optional()
        .describe('Instead of an id: makes a repeat of the request harmless.'),
    }),
    body: 'CreateChallenge',
    answers: { 202: view('The challenge. Its address is in the header Location.') },
    problems: [
      ...withBody,
      'id-taken',
      'id-reused',
      'idempotency-key-reused',
      'number-invalid',
      'country-blocked',
      'number-blocked',
      'subject-blocked',
      'already-in-progress',
      'rate-limited',
    ],
  },
  listChallenges: {
    method: 'get',
    path: '/v1/challenges',
    summary: 'List challenges',
    about:
      'Those of your app, newest first, for as long as outcomes are kept. A page may be short and still have a cursor.',
    query: listQuery,
    answers: { 200: { description: 'A page.', schema: 'ChallengePage' } },
    problems: ['invalid-request'],
  },
  readChallenge: {
    method: 'get',
    path: '/v1/challenges/{id}',
    summary: 'Read a challenge, and wait for its outcome',
    about: 'With wait it is answered as soon as the challenge is over, or after so many seconds.',
    query: z.object({ wait: waitSeconds.optional().describe('Seconds to wait for the outcome.') }),
    answers: { 200: view('How far it is.') },
    problems: ['unknown-challenge', 'invalid-request'],
  },
  followChallenge: {
    method: 'get',
    path: '/v1/challenges/{id}/events',
    summary: 'Follow a challenge by server-sent events',
    about:
      'Each event has the type of the result as its name and the result as its data. First comes what has happened so far; the stream ends after challenge.closed.',
    headers: z.object({
      'Last-Event-ID': z.string().optional().describe('Go on after this event; a browser sends it by itself.'),
    }),
    answers: {
      200: { description: 'A stream of results.', schema: 'Result', type: 'text/event-stream' },
      204: { description: 'It is over, and the last event was seen: do not come back.' },
    },
    problems: ['unknown-challenge', 'invalid-request'],
  },
  checkCode: {
    method: 'post',
    path: '/v1/challenges/{id}/check',
    summary: 'Check a code that was typed',
    about: 'Five tries for a challenge. The answer tells by its status whether it was right.',
    body: 'CheckCode',
    answers: { 200: { description: 'What the challenge is now.', schema: 'CheckAnswer' } },
    problems: [...withBody, 'unknown-challenge', 'no-code-to-check', 'rate-limited'],
  },
  resendChallenge: {
    method: 'post',
    path: '/v1/challenges/{id}/resend',
    summary: 'Ask again, or in another way',
    about:
      'The same code once more from resendAt on. A step of next that fits what is named starts now; a code may also come by the other channel.',
    body: 'Resend',
    bodyIsOptional: true,
    answers: { 202: view('The challenge with the new attempt.') },
    problems: [
      ...withBody,
      ...(['unknown-challenge', 'challenge-closed', 'way-not-allowed', 'still-under-way'] as const),
      ...(['resend-too-early', 'resend-used-up'] as const),
    ],
  },
  cancelChallenge: {
    method: 'post',
    path: '/v1/challenges/{id}/cancel',
    summary: 'End a challenge',
    about: 'A ringing call is hung up. What is over already stays as it is.',
    answers: { 200: view('What the challenge is now.') },
    problems: ['unknown-challenge'],
  },
  listBlocks: {
    method: 'get',
    path: '/v1/blocks',
    summary: 'List blocked subjects',
    about: 'Those of your app; the one whose block ends first comes first.',
    query: blockQuery,
    answers: { 200: { description: 'A page.', schema: 'BlockPage' } },
    problems: ['invalid-request'],
  },
  blockSubject: {
    method: 'post',
    path: '/v1/blocks',
    summary: 'Block a subject',
    about: 'Nobody is called or texted for it any more. A person may do the same on a call, where the app allows it.',
    body: 'CreateBlock',
    answers: { 201: { description: 'The block.', schema: 'Block' } },
    problems: withBody,
  },
  readBlock: {
    method: 'get',
    path: '/v1/blocks/{subject}',
    summary: 'Read whether a subject is blocked',
    about: 'And who has blocked or lifted it, when and why.',
    answers: { 200: { description: 'The subject.', schema: 'BlockedSubject' } },
    problems: ['invalid-request'],
  },
  liftBlock: {
    method: 'post',
    path: '/v1/blocks/{subject}/lift',
    summary: 'Lift a block',
    about: 'The subject may be asked again. The reason is kept.',
    body: 'LiftBlock',
    answers: { 200: { description: 'The subject.', schema: 'BlockedSubject' } },
    problems: [...withBody, 'not-blocked'],
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationId = keyof typeof operations;
