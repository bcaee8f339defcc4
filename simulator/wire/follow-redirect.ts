import type { Outcome } from './try-request.ts';
import type { FormFields } from './wire-log.ts';

/** One address to be requested, with the fields that go in its form (POST) or stand in its query already (GET). */
export type Target = { readonly method: 'GET' | 'POST'; readonly url: string; readonly form: FormFields };
export type Step =
  | { readonly kind: 'over'; readonly outcome: Outcome }
  | { readonly kind: 'elsewhere'; readonly target: Target };

// "Twilio will only follow redirects for status codes 301, 302, 303, and 307" (error 11216).
const FOLLOWED = new Set([301, 302, 303, 307]);
// How many in a row are too many (error 11215) is not documented.
const REDIRECTS_MAX = 10;

/**
 * Where an answer leads after `redirects` of them in a row. 307 asks for the same again, the others for a GET without a
 * form. Any other 3xx, and one that leads nowhere, is a failure.
 */
export function stepAfter(target: Target, outcome: Outcome, redirects: number): Step {
  if (outcome.kind === 'failed' || outcome.status < 300 || outcome.status > 399) return { kind: 'over', outcome };
  const { status, location } = outcome;
  const fail = (problem: 'bad-redirect' | 'too-many-redirects', reason: string): Step => ({
    kind: 'over',
    outcome: { kind: 'failed', stage: 'rt', problem, reason },
  });
  if (!FOLLOWED.has(status) || location === null || !URL.canParse(location, target.url))
    return fail('bad-redirect', `HTTP ${status} is no redirect that can be followed`);
  if (redirects >= REDIRECTS_MAX) return fail('too-many-redirects', `more than ${REDIRECTS_MAX} redirects in a row`);
  const url = new URL(location, target.url).href;
  return { kind: 'elsewhere', target: status === 307 ? { ...target, url } : { method: 'GET', url, form: {} } };
}
