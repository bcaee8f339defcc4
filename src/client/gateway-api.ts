import type { z } from 'zod';
import { type ChallengeView, type CheckAnswer, challengeView, checkAnswer, problem } from '../contract/http.ts';
import type { Channel, Method } from '../contract/methods.ts';
import type { ChallengeRequestInput } from '../contract/request.ts';
import { ClientError, hasCode } from './client-error.ts';

/** Where the gateway answers over HTTP, and a key of the app that asks. */
export interface HttpAddress {
  readonly url: string;
  readonly apiKey: string;
}

/** Another way to ask: a channel and method among those of the request, or neither to repeat the last one. */
export interface ResendOptions {
  readonly channel?: Channel;
  readonly method?: Method;
}

/** The HTTP API, typed. Every "no" is a `ClientError` with the code of the problem. */
export interface GatewayApi {
  create(id: string, request: ChallengeRequestInput, signal: AbortSignal): Promise<ChallengeView>;
  /** The challenge; with `waitSeconds` not before it is over, or so much later. */
  read(id: string, waitSeconds: number, signal: AbortSignal): Promise<ChallengeView>;
  check(id: string, code: string): Promise<CheckAnswer>;
  resend(id: string, options: ResendOptions): Promise<ChallengeView>;
  cancel(id: string): Promise<ChallengeView>;
  /** The server-sent events from the one after `lastEventId` on, as they come; rejects if there is no such stream. */
  events(id: string, lastEventId: string | undefined, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

const answerMsMax = 10_000;

/** The gateway at this address. Nothing is sent before it is used. */
export function reachGateway(address: HttpAddress): GatewayApi {
  const at = checkedAddress(address);
  const path = (id: string, rest: string) => `/${encodeURIComponent(id)}${rest}`;
  const post = (id: string, rest: string, body: unknown, signal?: AbortSignal) =>
    send(at, id, rest, { method: 'POST', body: JSON.stringify(body), ...(signal !== undefined && { signal }) });
  return {
    create: async (id, request, signal) => await readAs(challengeView, id, post(id, '', { ...request, id }, signal)),
    read: async (id, waitSeconds, signal) =>
      await readAs(challengeView, id, send(at, id, path(id, `?wait=${waitSeconds}`), { signal })),
    check: async (id, code) => await readAs(checkAnswer, id, post(id, path(id, '/check'), { code })),
    resend: async (id, options) => await readAs(challengeView, id, post(id, path(id, '/resend'), options)),
    cancel: async (id) => await readAs(challengeView, id, post(id, path(id, '/cancel'), {})),
    async events(id, lastEventId, signal) {
      const headers = {
        Accept: 'text/event-stream',
        ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
      };
      const response = await send(at, id, path(id, '/events'), { headers, signal });
      const { body } = response;
      if (body !== null && response.headers.get('content-type')?.startsWith('text/event-stream')) return body;
      await body?.cancel();
      throw new ClientError(
        'unreadable-answer',
        id,
        `What answers for the events of challenge ${id} is no event stream.`,
      );
    },
  };
}

/** Whether the next try may go better: nobody answered, or not the gateway itself, or it could not. */
export const mayComeBack = (error: unknown): boolean =>
  hasCode(error, 'not-done', 'unreadable-answer', 'unavailable', 'internal-error');

interface Address {
  readonly challengesUrl: string;
  readonly apiKey: string;
}

function checkedAddress({ url, apiKey }: HttpAddress): Address {
  // Neither value is repeated: a key in the wrong place is still a key.
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url))
    throw new TypeError('url must start with http:// or https://.');
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new TypeError('apiKey must be one of the keys in POUNDKEY_API_KEYS.');
  return { challengesUrl: `${url.replace(/\/+$/, '')}/v1/challenges`, apiKey };
}

interface Sending {
  readonly method?: 'POST';
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

async function send({ challengesUrl, apiKey }: Address, id: string, rest: string, sending: Sending): Promise<Response> {
  const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json', ...sending.headers };
  const { signal = AbortSignal.timeout(answerMsMax) } = sending;
  const response = await fetch(challengesUrl + rest, { redirect: 'error', ...sending, signal, headers }).catch(
    (error) => {
      throw signal.aborted && sending.signal !== undefined ? error : notDone(id, error);
    },
  );
  if (response.ok) return response;
  throw await refusal(id, response);
}

async function readAs<Schema extends z.ZodType>(
  schema: Schema,
  id: string,
  sent: Promise<Response>,
): Promise<z.infer<Schema>> {
  const json: unknown = await (await sent).json().catch((error: unknown) => error);
  const { success, data, error } = schema.safeParse(json);
  if (success) return data;
  throw new ClientError('unreadable-answer', id, `The answer about challenge ${id} is not what a gateway says.`, {
    cause: json instanceof Error ? json : error,
  });
}

/** The gateway's "no", or that of a proxy before it, which says less. */
async function refusal(id: string, response: Response): Promise<ClientError> {
  const { data } = problem.safeParse(await response.json().catch(() => undefined));
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(seconds) ? seconds : undefined;
  if (data !== undefined)
    return new ClientError(data.code, id, data.detail, { retryAfterSeconds, errors: data.errors });
  const message = `What answers for the gateway says ${response.status} about challenge ${id}, and not why.`;
  return new ClientError('unreadable-answer', id, message, { retryAfterSeconds });
}

function notDone(id: string, error: unknown): ClientError {
  // fetch itself only says that it failed; why is one level deeper.
  const { cause = error } = error as { cause?: unknown };
  const why = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  return new ClientError('not-done', id, `The gateway did not answer about challenge ${id}: ${why}.`, { cause: error });
}
