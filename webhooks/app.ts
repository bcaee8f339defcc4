import express, { type ErrorRequestHandler, type Express } from 'express';
import { webhookPrefix } from '../src/providers/twilio-address.ts';
import { signedForm, type Trusting } from './signed-form.ts';
import { inboundText, type Reading } from './twilio-sms.ts';
import { attemptStatus } from './twilio-status.ts';
import { type Speaking, voiceAnswered, voiceKey } from './twilio-voice.ts';

export interface WebhooksDeps extends Speaking, Reading, Trusting {}

/** The only thing of ours that the internet sees. Whatever is not a signed callback learns nothing and changes nothing. */
export function createWebhooksApp(deps: WebhooksDeps): Express {
  const app = express();
  app.set('query parser', 'simple').disable('etag').enable('case sensitive routing').enable('strict routing');
  // No browser is meant to come here, so what protects browsers is left out: it would cost more than routing does.
  app.disable('x-powered-by');
  const attempt = ':id/:attempt/:nonce';
  const receive = (path: string, handle: Parameters<typeof signedForm>[1]) =>
    app.post(webhookPrefix + path, signedForm(deps, handle));
  receive(`/voice/${attempt}`, voiceAnswered(deps));
  receive(`/voice/${attempt}/:turn`, voiceKey(deps));
  receive(`/status/voice/${attempt}`, attemptStatus(deps, 'voice'));
  receive(`/status/sms/${attempt}`, attemptStatus(deps, 'sms'));
  receive(`/machine/${attempt}`, attemptStatus(deps, 'machine'));
  receive('/sms', inboundText(deps));
  app.use((_request, response) => {
    response.status(404).end();
  });
  const failed: ErrorRequestHandler = (error, request, response, _next) => {
    // Hung up on before the body was there: anybody can do that, and nobody waits for an answer.
    if (error.code === 'ECONNRESET' && !request.complete) return void response.destroy();
    const status = typeof error.status === 'number' && error.status < 500 ? error.status : 503;
    if (status === 503) deps.log.error({ error }, 'webhook not stored; the provider is asked to come again');
    response.status(status).end();
  };
  app.use(failed);
  return app;
}
