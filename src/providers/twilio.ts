import TwilioRest from 'twilio/lib/rest/Twilio.js';
import type { FailureReason } from '../challenge/outcome.ts';
import { providerTimeoutMs } from '../challenge/policy.ts';
import type { Log } from '../log.ts';
import type { CallbackRef, Found, Placement, Provider } from '../ports.ts';
import { callAddress, machineAddress, statusAddress } from './twilio-address.ts';
import { createTransport, TooManyRequests, TransportError } from './twilio-transport.ts';

export interface TwilioSettings {
  readonly accountSid: string;
  /** An API key, or the account itself with its token. */
  readonly user: string;
  readonly password: string;
  readonly apiBaseUrl: string;
  readonly publicUrl: string;
  readonly callFrom: string | undefined;
  /** Whether the provider listens for answering machines. */
  readonly machineDetection?: boolean;
  /** What texts come from: a number, or a messaging service that picks one. */
  readonly textFrom: { readonly from: string } | { readonly messagingServiceSid: string } | undefined;
}

/** The Provider port on Twilio's REST API, through its own SDK. */
export function createTwilio(deps: { log: Log }, settings: TwilioSettings): Provider & { close(): void } {
  const { accountSid, user, password, publicUrl, callFrom, textFrom, machineDetection = false } = settings;
  const transport = createTransport({ baseUrl: settings.apiBaseUrl, timeoutMs: providerTimeoutMs });
  const client = new TwilioRest(user, password, {
    accountSid,
    httpClient: transport,
    userAgentExtensions: ['poundkey'],
  });
  return {
    async call({ to, ref, ringSeconds, extension, isSwitchboard = false, from = callFrom }) {
      if (from === undefined) return { kind: 'failed', reason: 'provider-refused' };
      return await placing(deps.log, () =>
        client.calls.create({
          to,
          from,
          url: callAddress(publicUrl, ref),
          statusCallback: statusAddress(publicUrl, 'voice', ref),
          // That it is dialled tells nothing that the answer to this does not (docs/decisions/0009-no-word-of-dialling.md); that
          // it was answered we learn by being asked what to say.
          statusCallbackEvent: ['ringing', 'completed'],
          timeout: ringSeconds,
          ...(extension !== undefined && { sendDigits: extension }),
          // A switchboard is a machine too, and the provider would not listen for one beside an extension.
          ...(machineDetection && extension === undefined && !isSwitchboard && detecting(publicUrl, ref)),
        }),
      );
    },
    async text({ to, ref, body, validitySeconds, from }) {
      const sender = from === undefined ? textFrom : senderOf(from);
      if (sender === undefined) return { kind: 'failed', reason: 'provider-refused' };
      const statusCallback = statusAddress(publicUrl, 'sms', ref);
      return await placing(deps.log, () =>
        client.messages.create({ to, body, ...sender, statusCallback, validityPeriod: validitySeconds }),
      );
    },
    async hangUp(sid) {
      try {
        await client.calls(sid).update({ status: 'completed' });
        return 'ended';
      } catch (error) {
        return isDefinite(statusOf(error)) ? 'gone' : 'unknown';
      }
    },
    find: (query) => findPlaced(deps.log, client, query),
    close: () => transport.close(),
  };
}

/** Listens beside the conversation, which does not wait for it: detection takes some seconds. */
const detecting = (publicUrl: string, ref: CallbackRef) => ({
  machineDetection: 'Enable',
  asyncAmd: 'true',
  asyncAmdStatusCallback: machineAddress(publicUrl, ref),
});

/** Messaging services are named by their id. */
const senderOf = (from: string) => (/^MG[0-9a-f]{32}$/.test(from) ? { messagingServiceSid: from } : { from });

type Query = Parameters<Provider['find']>[0];

async function findPlaced(log: Log, client: TwilioRest, { channel, to, since }: Query): Promise<Found[] | 'unknown'> {
  try {
    const filter = { to, limit: 50 };
    const found = channel === 'voice' ? await client.calls.list(filter) : await client.messages.list(filter);
    // A queued call has no start time to ask for, so the newest are fetched and sorted out here.
    return found.flatMap(({ sid, dateCreated }) => {
      const createdAt = dateCreated.getTime();
      if (!isSid(sid) || Number.isNaN(createdAt)) throw new Error('the answer is no list of calls or texts');
      // Twilio's times have no milliseconds.
      return createdAt + 1_000 > since ? [{ sid, createdAt }] : [];
    });
  } catch (error) {
    log.warn({ error: worded(error) }, 'provider could not be asked for its calls or texts');
    return 'unknown';
  }
}

/**
 * What an answer means for whether somebody's phone rings. Twilio says of 5xx that the request may have been carried out
 * (error 20500) and of 429 that it never was (error 20429); it has no key that would make asking twice safe.
 */
async function placing(log: Log, ask: () => Promise<{ sid: string }>): Promise<Placement> {
  try {
    const { sid } = await ask();
    return isSid(sid) ? { kind: 'placed', sid } : { kind: 'unknown' };
  } catch (error) {
    if (error instanceof TooManyRequests) return { kind: 'busy', retryAfterMs: error.retryAfterMs };
    if (error instanceof TransportError && !error.reached) return { kind: 'busy', retryAfterMs: 0 };
    const status = statusOf(error);
    log.warn({ status, providerCode: codeOf(error), error: worded(error) }, 'provider did not take a call or text');
    return isDefinite(status)
      ? { kind: 'failed', reason: reasonByCode[codeOf(error) ?? 0] ?? 'provider-refused' }
      : { kind: 'unknown' };
  }
}

const isSid = (value: unknown): boolean => typeof value === 'string' && /^[A-Z]{2}[0-9a-f]{32}$/.test(value);

/** Whether nothing was done, by the status of the answer. 408 says only that the provider stopped waiting. */
const isDefinite = (status: number | undefined): boolean =>
  status !== undefined && status >= 400 && status < 500 && status !== 408;

/** Twilio's error codes that tell something about the number (twilio.com/docs/api/errors). */
const reasonByCode: Readonly<Record<number, FailureReason>> = {
  21211: 'number-invalid',
  21214: 'unreachable',
  21215: 'country-blocked',
  21216: 'number-blocked',
  21217: 'number-invalid',
  21408: 'country-blocked',
  21610: 'opted-out',
  21612: 'unreachable',
  21614: 'number-invalid',
};

/** The SDK's exceptions have no message where the answer had none; who logs an error counts on one. */
const worded = (error: unknown): unknown =>
  error instanceof Error && typeof error.message !== 'string' ? new Error('the answer gave no reason') : error;

/** The SDK's exceptions by shape: as a CommonJS default export their class cannot be relied on. */
const statusOf = (error: unknown): number | undefined => numberAt(error, 'status');
const codeOf = (error: unknown): number | undefined => numberAt(error, 'code');
function numberAt(error: unknown, key: string): number | undefined {
  const value = typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[key] : undefined;
  return typeof value === 'number' ? value : undefined;
}
