import type { WireEntry, WireKind } from '../wire/wire-log.ts';
import { showNumber } from './phone-number.ts';

/** What kind of request it is. */
export const KIND: Readonly<Record<WireKind, string>> = {
  rest: 'API',
  document: 'TwiML',
  'call-status': 'call status',
  'text-status': 'text status',
  'inbound-text': 'inbound text',
  'machine-detection': 'machine detection',
};

/** The one thing to know of an entry at a glance, and whose phone it is about. */
export function gistOf(entry: WireEntry): string {
  const { To, From } = entry.fields;
  const phone = [entry.kind === 'inbound-text' ? From : To].flat()[0];
  return [factOf(entry), phone && showNumber(phone)].filter(Boolean).join(' · ');
}

function factOf({ kind, method, url, fields }: WireEntry): string {
  const { CallStatus, MessageStatus, Digits, Body } = fields;
  const path = url.replace(/^https?:\/\/[^/]*/, '').replace(/\?.*/, '');
  if (kind === 'rest') return `${method} ${path.split('/').slice(4).join('/')}`;
  if (kind === 'call-status') return String(CallStatus);
  if (kind === 'text-status') return String(MessageStatus);
  if (kind === 'inbound-text') return `“${Body}”`;
  if (Digits === undefined) return path;
  return `${path} with ${Digits === '' ? 'no keys' : `keys ${Digits}`}`;
}

/** Why it went wrong, in a sentence; null if it did not, or not yet. */
export function reasonOf({ direction, status, error }: WireEntry): string | null {
  if (error !== null) return `No answer: ${error}.`;
  if (status === null || status < 400) return null;
  if (direction === 'in') return `Refused with ${status}; the answer says why.`;
  if (status === 401 || status === 403)
    return `The application refused the signature (${status}): it has another token, or checks another address than this.`;
  return `The application ${status < 500 ? 'refused it' : 'failed'} with ${status}.`;
}

/** What there is to know of a request, by name: first what the wire knows, then the fields. */
export function factsOf({ fault, attempt, durationMs, signature, fields }: WireEntry): [name: string, value: string][] {
  const facts = {
    'Fault switched on': fault,
    Retry: attempt > 1 ? attempt - 1 : null,
    Took: durationMs === null ? null : `${durationMs} ms`,
    'X-Twilio-Signature': signature,
    ...fields,
  };
  return Object.entries(facts).flatMap(([name, value]) => (value === null ? [] : [[name, [value].flat().join(', ')]]));
}
