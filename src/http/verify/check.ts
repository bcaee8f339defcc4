import type { RequestHandler } from 'express';
import { isOpen } from '../../challenge/challenge.ts';
import { checkForm } from '../../contract/verify.ts';
import { guess } from '../../guess.ts';
import { findVerification, isSpent, type VerifyingApi } from './find.ts';
import { refuse } from './refuse.ts';
import { askerOf, checkOf, numberOf } from './view.ts';

/** `POST /v2/Services/{Sid}/VerificationCheck` */
export function checkVerification(deps: VerifyingApi): RequestHandler {
  return async (request, response) => {
    const form = checkForm.safeParse(request.body ?? {});
    if (!form.success) return refuse(response, 60200, String(form.error.issues[0]?.path[0]));
    const { Code: code, To, VerificationSid = To } = form.data;
    if (VerificationSid === undefined) return refuse(response, 60200, 'To');
    const found = await findVerification(deps, response, VerificationSid);
    if (found === undefined) return refuse(response, 20404);
    if (!isOpen(found)) return refuse(response, isSpent(found, deps.clock.now()) ? 60202 : 20404);
    // Read before the check: what is over has no number any more.
    const to = numberOf(found);
    const checked = await guess(deps, found.id, { type: 'check-code', code });
    if (checked.kind === 'no-looks-left') return refuse(response, 60202);
    if (checked.kind === 'unknown') return refuse(response, 20404);
    const { challenge } = checked.stored;
    if (checked.kind === 'refused' && !isOpen(challenge))
      return refuse(response, isSpent(challenge, deps.clock.now()) ? 60202 : 20404);
    response.json(checkOf(challenge, askerOf(response), to));
  };
}
