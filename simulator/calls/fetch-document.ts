import { readDocument, type Verb } from '../twiml/read-document.ts';
import { postWebhook, type WebhookAnswer } from '../wire/post-webhook.ts';
import { type World, webhookDeps } from '../world.ts';
import type { Call, Instructions } from './call.ts';
import { callFields } from './call-fields.ts';

export type FetchedDocument =
  | {
      readonly ok: true;
      readonly verbs: readonly Verb[];
      readonly url: string | null;
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly warnings: readonly string[] };
type Address = Extract<Instructions, { kind: 'url' }>;
type Read =
  | { ok: true; verbs: readonly Verb[]; warnings: readonly string[] }
  | { ok: false; code: number; reason: string };

/**
 * Requests a document; if it cannot be had or read, the call's fallback address with ErrorCode and ErrorUrl. `warnings` are
 * the lines of Twilio's debugger, the failures among them.
 */
export async function fetchDocument(
  world: World,
  call: Call,
  address: Address,
  signal: AbortSignal,
): Promise<FetchedDocument> {
  const first = await request(world, call, address);
  if (first.read.ok) return { ...first.read, url: first.url };
  const failure = `${first.read.code}: ${first.read.reason} (${address.url})`;
  const { fallback } = call.request;
  if (fallback === null || signal.aborted) return { ok: false, warnings: [failure] };
  const extra = { ErrorCode: String(first.read.code), ErrorUrl: first.url };
  const second = await request(world, call, { kind: 'url', ...fallback, extra });
  if (second.read.ok) return { ...second.read, url: second.url, warnings: [failure, ...second.read.warnings] };
  return { ok: false, warnings: [failure, `${second.read.code}: ${second.read.reason} (${fallback.url})`] };
}

async function request(world: World, call: Call, address: Address): Promise<{ read: Read; url: string }> {
  const answer = await postWebhook(webhookDeps(world), {
    kind: 'document',
    address: address.url,
    method: address.method,
    fields: { ...callFields(world.settings.accountSid, call), ...address.extra },
    sid: call.sid,
  });
  return { read: readAnswer(answer), url: answer.url };
}

/** What Twilio makes of an answer by its content type (https://www.twilio.com/docs/voice/twiml#twiml-and-content-types). */
function readAnswer(answer: WebhookAnswer): Read {
  if (answer.kind === 'failed')
    return { ok: false, code: answer.stage === 'ct' ? 11205 : 11200, reason: answer.reason };
  if (answer.status < 200 || answer.status > 299) return { ok: false, code: 11200, reason: `HTTP ${answer.status}` };
  const type = answer.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (['text/xml', 'application/xml', 'text/html'].includes(type)) return readDocument(answer.body);
  if (type === 'text/plain') {
    return { ok: true, warnings: [], verbs: [{ verb: 'Say', text: answer.body.trim(), language: null, loop: 1 }] };
  }
  if (type.startsWith('audio/')) {
    return { ok: true, warnings: [], verbs: [{ verb: 'Play', url: answer.url, digits: null, loop: 1 }] };
  }
  return { ok: false, code: 12300, reason: `Invalid content type "${type}"` };
}
