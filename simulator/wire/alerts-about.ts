import type { Alert } from '../twiml/alert.ts';
import type { Outcome, Problem } from './try-request.ts';
import type { WireKind } from './wire-log.ts';

/** Twilio's codes for a request that got no whole answer (https://www.twilio.com/docs/api/errors/11200 and following). */
const CODE: Readonly<Record<Problem, number>> = {
  'bad-address': 11100,
  'bad-host': 11210,
  // Also both time-outs: "if either of those timers expire, we fail the request" (error 11205).
  connection: 11205,
  'too-long': 11750,
  'too-many-redirects': 11215,
  'bad-redirect': 11216,
};

/** What Twilio's debugger lists about the way a request of ours went; what an answer says is read elsewhere. */
export function alertsAbout(kind: WireKind, outcome: Outcome): readonly Alert[] {
  if (outcome.kind === 'failed') return [{ level: 'error', code: CODE[outcome.problem], text: outcome.reason }];
  if (outcome.status >= 200 && outcome.status <= 299) return [];
  const text = `HTTP ${outcome.status}`;
  // A status callback of a call is only warned about: nothing depends on its answer.
  if (kind === 'call-status' || kind === 'machine-detection') return [{ level: 'warning', code: 15003, text }];
  return [{ level: 'error', code: 11200, text }];
}
