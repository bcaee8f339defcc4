import type { RequestHandler } from 'express';
import { advance } from '../../advance.ts';
import { type Challenge, isOpen } from '../../challenge/challenge.ts';
import { updateForm } from '../../contract/verify.ts';
import { guess } from '../../guess.ts';
import { findVerification, isSpent, tagFor, type VerifyingApi } from './find.ts';
import { refuse } from './refuse.ts';
import { askerOf, numberOf, verificationOf } from './view.ts';

/** `GET /v2/Services/{Sid}/Verifications/{Sid}`: by SID, or the latest of a number. */
export function readVerification(deps: VerifyingApi): RequestHandler {
  return async (request, response) => {
    const found = await findVerification(deps, response, String(request.params['Sid']));
    if (found === undefined) return refuse(response, 20404);
    response.json(verificationOf(found, askerOf(response)));
  };
}

/** `POST /v2/Services/{Sid}/Verifications/{Sid}`: ends it, because the caller knows better. */
export function updateVerification(deps: VerifyingApi): RequestHandler {
  return async (request, response) => {
    const form = updateForm.safeParse(request.body ?? {});
    if (!form.success) return refuse(response, 60200, 'Status');
    const found = await findVerification(deps, response, String(request.params['Sid']));
    if (found === undefined) return refuse(response, 20404);
    const to = numberOf(found);
    const ended = isOpen(found) ? await end(deps, found, form.data.Status) : await release(deps, found);
    if (ended === undefined) return refuse(response, 20404);
    const shown = verificationOf(ended, askerOf(response), to);
    response.json(isOpen(found) ? shown : { ...shown, status: form.data.Status });
  };
}

/** Approving is a check of the right code: whoever gave it, or checked another proof, has decided. */
async function end(deps: VerifyingApi, { id, secrets }: Extract<Challenge, { status: 'open' }>, status: string) {
  const advanced =
    status === 'canceled'
      ? await advance(deps, id, { type: 'cancel', by: 'by-app' })
      : await guess(deps, id, { type: 'check-code', code: secrets.code });
  return advanced.kind === 'advanced' ? advanced.stored.challenge : undefined;
}

/** After five wrong codes a number waits for the end of its time, unless its app says otherwise. */
async function release({ keyring, verifications, clock }: VerifyingApi, spent: Exclude<Challenge, { status: 'open' }>) {
  if (!isSpent(spent, clock.now())) return undefined;
  await verifications.forget(tagFor(keyring, spent.app, spent.subject), spent.id);
  return spent;
}
