import type { Alert } from '../twiml/alert.ts';
import { readDocument, type TwimlDocument, type Verb } from '../twiml/read-document.ts';
import { alertsAbout } from '../wire/alerts-about.ts';
import { postWebhook, type WebhookAnswer } from '../wire/post-webhook.ts';
import { type World, webhookDeps } from '../world.ts';
import type { Call, Instructions } from './call.ts';
import { callFields } from './call-fields.ts';

export type FetchedDocument =
  | {
      readonly ok: true;
      readonly verbs: readonly Verb[];
      /** Where it came from; null for a document given with the request. */
      readonly url: string | null;
      /** Where it stands in the record of the wire; null when that is forgotten. */
      readonly entryId: number | null;
      readonly alerts: readonly Alert[];
    }
  | { readonly ok: false; readonly alerts: readonly Alert[] };
type Address = Extract<Instructions, { kind: 'url' }>;

/**
 * Requests a document; if it cannot be had or read, the call's fallback address with ErrorCode and ErrorUrl. `alerts` are
 * the lines of Twilio's debugger, the failures among them; each also stands with its request in the record of the wire.
 */
export async function fetchDocument(
  world: World,
  call: Call,
  address: Address,
  signal: AbortSignal,
): Promise<FetchedDocument> {
  const first = await request(world, call, address);
  if (first.read.ok) return { ...first.read, url: first.url, entryId: first.entryId };
  const failure = at(first.read.error, address.url);
  const { fallback } = call.request;
  if (fallback === null || signal.aborted) return { ok: false, alerts: [failure] };
  const extra = { ErrorCode: String(first.read.error.code), ErrorUrl: first.url };
  const second = await request(world, call, { kind: 'url', ...fallback, extra });
  if (second.read.ok) {
    const alerts = [failure, ...second.read.alerts];
    return { ...second.read, url: second.url, entryId: second.entryId, alerts };
  }
  return { ok: false, alerts: [failure, at(second.read.error, fallback.url)] };
}

/** The document that came with the request; its alerts stand with that request in the record of the wire. */
export function readGiven(world: World, twiml: string): FetchedDocument {
  const read = readDocument(twiml);
  const alerts = read.ok ? read.alerts : [read.error];
  const carrier = world.wire.latest((entry) => entry.kind === 'rest' && entry.fields['Twiml'] === twiml);
  if (carrier) world.wire.alert(carrier.id, alerts);
  return read.ok ? { ...read, url: null, entryId: carrier?.id ?? null } : { ok: false, alerts };
}

type Requested = { readonly read: TwimlDocument; readonly url: string; readonly entryId: number };

async function request(world: World, call: Call, address: Address): Promise<Requested> {
  const answer = await postWebhook(webhookDeps(world), {
    kind: 'document',
    address: address.url,
    method: address.method,
    fields: { ...callFields(world.settings.accountSid, call), ...address.extra },
    sid: call.sid,
  });
  const [failure] = alertsAbout('document', answer);
  const { url, entryId } = answer;
  if (failure) return { read: { ok: false, error: failure }, url, entryId };
  const read = readAnswer(answer);
  world.wire.alert(entryId, read.ok ? read.alerts : [read.error]);
  return { read, url, entryId };
}

/** What Twilio makes of an answer by its content type (https://www.twilio.com/docs/voice/twiml#twiml-and-content-types). */
function readAnswer(answer: WebhookAnswer): TwimlDocument {
  const { contentType, body } = answer.kind === 'answered' ? answer : { contentType: '', body: '' };
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (['text/xml', 'application/xml', 'text/html'].includes(type)) return readDocument(body);
  if (type === 'text/plain') {
    return { ok: true, alerts: [], verbs: [{ verb: 'Say', text: body.trim(), language: null, loop: 1 }] };
  }
  if (type.startsWith('audio/')) {
    return { ok: true, alerts: [], verbs: [{ verb: 'Play', url: answer.url, digits: null, loop: 1 }] };
  }
  return { ok: false, error: { level: 'error', code: 12300, text: `Invalid content type "${type}"` } };
}

function at(error: Alert, url: string): Alert {
  return { ...error, text: `${error.text} (${url})` };
}
