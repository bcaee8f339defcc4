import type { App } from '../challenge/app.ts';
import { type Phone, readPhone } from '../challenge/phone.ts';
import type { ChallengeRequest } from '../contract/request.ts';

/** The numbers of all steps, and what is told of the first. */
export interface Dialled {
  readonly numbers: readonly Phone[];
  readonly first: Phone;
  readonly country: string;
}

export type NumberRefusal = 'number-invalid' | 'country-blocked' | 'number-blocked';

/** The number of every step, or why one of them may not be dialled. Nothing is asked of a provider before this. */
export function readNumbers({ countries, blockedPrefixes }: App, request: ChallengeRequest): Dialled | NumberRefusal {
  const written = new Set([request.to, ...request.next.flatMap(({ to }) => to ?? [])]);
  const phones = new Map<string, { readonly phone: Phone; readonly country: string }>();
  for (const to of written) {
    const verdict = readPhone(to, request.country);
    if (verdict.kind === 'number-invalid') return 'number-invalid';
    if (!countries.has(verdict.country)) return 'country-blocked';
    if (blockedPrefixes.some((prefix) => verdict.phone.startsWith(prefix))) return 'number-blocked';
    phones.set(to, verdict);
  }
  const phoneOf = (to: string) => {
    const read = phones.get(to);
    if (read === undefined) throw new Error('a step has a number that was not read');
    return read;
  };
  const { phone: first, country } = phoneOf(request.to);
  return { numbers: [first, ...request.next.map(({ to }) => phoneOf(to ?? request.to).phone)], first, country };
}
