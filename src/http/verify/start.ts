import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { z } from 'zod';
import { type AdmissionRefusal, admit } from '../../admit/admit.ts';
import { appFaults } from '../../admit/app-faults.ts';
import { askAgain } from '../../admit/ask-again.ts';
import { completed } from '../../admit/completed.ts';
import type { App } from '../../challenge/app.ts';
import { type Challenge, isOpen } from '../../challenge/challenge.ts';
import { challengeRequest } from '../../contract/request.ts';
import { startForm } from '../../contract/verify.ts';
import { appOf } from '../api-key.ts';
import { isSpent, subjectOf, tagFor, type VerifyingApi } from './find.ts';
import { refuse, type TwilioCode } from './refuse.ts';
import { askerOf, verificationOf } from './view.ts';

type Form = z.infer<typeof startForm>;
type Started =
  | { readonly kind: 'started'; readonly challenge: Challenge }
  | { readonly kind: 'refused'; readonly code: TwilioCode; readonly parameter?: string };

/** As long as Twilio's. */
const lifetimeSeconds = 600;
/** So many at the same moment are more than one person can have meant. */
const racesMax = 5;

/** `POST /v2/Services/{Sid}/Verifications`: a new verification, or another call or text of the one that is open. */
export function startVerification(deps: VerifyingApi): RequestHandler {
  return async (request, response) => {
    const form = startForm.safeParse(request.body ?? {});
    const app = deps.apps.orDefault(appOf(response));
    const wrong = form.success ? undiallable(deps, app, form.data) : String(form.error.issues[0]?.path[0]);
    if (!form.success || wrong !== undefined) {
      deps.refused('invalid-request');
      return refuse(response, 60200, wrong);
    }
    const started = await start(deps, app, form.data);
    if (started.kind === 'refused') return refuse(response, started.code, started.parameter);
    response.status(201).json(verificationOf(started.challenge, askerOf(response), form.data.To));
  };
}

async function start(deps: VerifyingApi, app: App, form: Form): Promise<Started> {
  const { verifications, store, keyring, random, clock } = deps;
  const tag = tagFor(keyring, app.id, subjectOf(keyring, form.To));
  for (let race = 0; race < racesMax; race++) {
    const latest = await verifications.latest(tag);
    const known = latest === undefined ? undefined : (await store.load(latest))?.challenge;
    if (known !== undefined && !isOpen(known) && isSpent(known, clock.now())) return { kind: 'refused', code: 60202 };
    if (known !== undefined && isOpen(known)) {
      const again = outcomeOf(await sendAgain(deps, known.id, form));
      if (again !== 'over') return again;
      continue;
    }
    // One that is named and not there yet is being made this moment, or was by a process that died: the same id is the same.
    const id = latest !== undefined && known === undefined ? latest : newSid(random.token(43));
    if (id !== latest && !(await verifications.replace(tag, latest, id))) continue;
    return await begin(deps, app, id, form);
  }
  return { kind: 'refused', code: 60212 };
}

const newSid = (token: string): string => `VE${createHash('sha256').update(token).digest('hex').slice(0, 32)}`;

/** What is asked for, as over `/v1`. */
function requestOf({ keyring }: VerifyingApi, app: App, form: Form) {
  const { To: to, Channel, CustomCode: code, Locale: locale, SendDigits: extension, DeviceIp: ip } = form;
  const asked = {
    ...{ to, channel: Channel === 'call' ? 'voice' : 'sms', method: 'code', lifetimeSeconds },
    subject: subjectOf(keyring, to),
    ...(code !== undefined && { code }),
    ...(locale !== undefined && { locale }),
    ...(extension !== undefined && Channel === 'call' && { extension }),
    ...(ip !== undefined && { context: { ip } }),
  };
  return challengeRequest.parse(completed(asked, app));
}

/** Digits are dialled otherwise by each app, and what one can dial may be too much for another. */
const undiallable = (deps: VerifyingApi, app: App, form: Form): string | undefined =>
  appFaults(app, requestOf(deps, app, form)).length > 0 ? 'SendDigits' : undefined;

async function begin(deps: VerifyingApi, app: App, id: string, form: Form): Promise<Started> {
  const request = requestOf(deps, app, form);
  const admission = await admit(deps, { id, app, request, requestedAt: deps.clock.now() });
  if (admission.kind === 'refused') {
    deps.refused(admission.reason);
    return { kind: 'refused', ...refusalFor(admission.reason) };
  }
  const challenge = admission.challenge ?? (await deps.store.load(id))?.challenge;
  return challenge === undefined ? { kind: 'refused', code: 60212 } : { kind: 'started', challenge };
}

function refusalFor(reason: AdmissionRefusal['reason']): { code: TwilioCode; parameter?: string } {
  if (reason === 'number-invalid') return { code: 60200, parameter: 'To' };
  if (reason === 'country-blocked') return { code: 60605 };
  // Somebody asks the same person otherwise, over /v1.
  if (reason === 'already-in-progress') return { code: 60212 };
  return { code: reason === 'rate-limited' ? 60203 : 60410 };
}

function sendAgain(deps: VerifyingApi, id: string, { Channel }: Form) {
  return askAgain(deps, id, { type: 'resend', channel: Channel === 'call' ? 'voice' : 'sms', method: 'code' });
}

/** `over`: it ended between the look and the command, so there may be a new one. */
function outcomeOf(advanced: Awaited<ReturnType<typeof askAgain>>): Started | 'over' {
  if (advanced.kind === 'limited') return { kind: 'refused', code: 60203 };
  if (advanced.kind === 'unknown') return 'over';
  const { challenge } = advanced.stored;
  if (advanced.kind === 'advanced') return isOpen(challenge) ? { kind: 'started', challenge } : 'over';
  switch (advanced.refusal) {
    case 'challenge-closed':
      return 'over';
    case 'resend-used-up':
      return { kind: 'refused', code: 60203 };
    case 'way-not-allowed':
      return { kind: 'refused', code: 60200, parameter: 'Channel' };
    default:
      return { kind: 'refused', code: 60212 };
  }
}
