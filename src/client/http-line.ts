import { setTimeout } from 'node:timers/promises';
import type { ChallengeView } from '../contract/http.ts';
import type { ChallengeRequestInput } from '../contract/request.ts';
import { ClientError } from './client-error.ts';
import { follow } from './follow.ts';
import { type GatewayApi, mayComeBack } from './gateway-api.ts';
import { type Hearing, startHearing } from './hearing.ts';
import { type Line, patienceMs } from './line.ts';
import { orAborted } from './or-aborted.ts';

/** Somebody waits before a screen; a gateway that is being restarted is back by then. */
const askMsMax = 5_000;
/** One try: where there are several gateways, the next one may come to another. */
const tryMsMax = 2_000;

/** Asks and hears over HTTP alone: one stream of events for each challenge that is open. */
export function openHttpLine(api: GatewayApi): Line {
  const closing = new AbortController();
  const open = new Map<Hearing, string>();
  return {
    async ask(id, request, signal) {
      const limit = AbortSignal.any([AbortSignal.timeout(askMsMax), closing.signal]);
      const asking = create(api, id, request, limit);
      // An abort ends the wait and not the asking: what is canceled then must be there.
      const { matchNumber } = await orAborted(asking, signal);
      const hearing = startHearing();
      open.set(hearing, id);
      const deadline = performance.now() + patienceMs(request);
      void follow({ api, id, hearing, deadline, closing: closing.signal }).finally(() => open.delete(hearing));
      return { hearing, ...(matchNumber !== undefined && { matchNumber }) };
    },
    close() {
      closing.abort(new Error('the client is closed'));
      for (const [hearing, id] of open)
        hearing.giveUp(new ClientError('client-closed', id, `The client was closed before challenge ${id} ended.`));
    },
  };
}

/** Asks until there is an answer: the id makes sure that nobody is asked twice. */
async function create(
  api: GatewayApi,
  id: string,
  request: ChallengeRequestInput,
  limit: AbortSignal,
): Promise<ChallengeView> {
  let last: unknown;
  for (let pauseMs = 100; ; pauseMs *= 2) {
    try {
      return await api.create(id, request, AbortSignal.any([limit, AbortSignal.timeout(tryMsMax)]));
    } catch (error) {
      const tooSlow = (error as Error).name === 'TimeoutError';
      if (!limit.aborted && !tooSlow && !mayComeBack(error)) throw error;
      // That all the time is over says less than what stood in the way before.
      if (!limit.aborted) last = error;
    }
    await setTimeout(pauseMs, undefined, { signal: limit }).catch(() => {});
    if (limit.aborted) throw notAsked(id, last ?? limit.reason);
  }
}

function notAsked(id: string, cause: unknown): ClientError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const again = 'If it was asked all the same, asking again with this id is safe.';
  return new ClientError('not-asked', id, `Challenge ${id} could not be asked: ${why} ${again}`, { cause });
}
