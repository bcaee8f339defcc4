import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Log } from '../src/log.ts';
import { webhookPrefix } from '../src/providers/twilio-address.ts';
import { createPlaces, type Places } from './places.ts';
import { answer, type FormReceiver, signedForm, type Trusting } from './signed-form.ts';
import { inboundText, type Reading } from './twilio-sms.ts';
import { attemptStatus } from './twilio-status.ts';
import { type Speaking, voiceAnswered, voiceKey } from './twilio-voice.ts';

export interface WebhooksDeps extends Speaking, Reading, Trusting {}

/**
 * The only thing of ours that the internet sees. Whatever is not a signed callback learns nothing and changes nothing. No
 * browser is meant to come here, and there are few places, so it does without a framework: that would cost as much as Node's
 * own part of a request.
 */
export function createWebhooksApp(deps: WebhooksDeps): RequestListener {
  const places = createPlaces<FormReceiver>();
  const attempt = ':id/:attempt/:nonce';
  const receive = (path: string, handle: Parameters<typeof signedForm>[1]) =>
    places.put(webhookPrefix + path, signedForm(deps, handle));
  receive(`/voice/${attempt}`, voiceAnswered(deps));
  receive(`/voice/${attempt}/:turn`, voiceKey(deps));
  receive(`/status/voice/${attempt}`, attemptStatus(deps, 'voice'));
  receive(`/status/sms/${attempt}`, attemptStatus(deps, 'sms'));
  receive(`/machine/${attempt}`, attemptStatus(deps, 'machine'));
  receive('/sms', inboundText(deps));
  return (request, response) => {
    serve(places, request, response).catch((error: unknown) => fail(deps.log, error, request, response));
  };
}

async function serve(places: Places<FormReceiver>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?', 1);
  const found = request.method === 'POST' ? places.find(path) : undefined;
  if (found === undefined) answer(response, 404);
  else await found.what(request, response, found);
}

function fail(log: Log, error: unknown, request: IncomingMessage, response: ServerResponse): void {
  // Hung up on before the body was there: anybody can do that, and nobody waits for an answer.
  if ((error as NodeJS.ErrnoException).code === 'ECONNRESET' && !request.complete) return void response.destroy();
  const isUnreadable = error instanceof URIError;
  if (!isUnreadable) log.error({ error }, 'webhook not stored; the provider is asked to come again');
  answer(response, isUnreadable ? 400 : 503);
}
