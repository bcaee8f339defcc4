import type { z } from 'zod';
import { type Fetch, look } from './http-look.ts';

/** `refused`: the credentials are wrong. `absent`: they are right, and there is no such thing. */
export type RestLook<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'refused' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'strange'; readonly says: string };

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Reads one document of the provider's REST API. Twilio's errors are JSON with a code, which tells them from others'. */
export async function readRest<T>(
  fetchFrom: Fetch,
  url: string,
  { user, password }: Credentials,
  schema: z.ZodType<T>,
): Promise<RestLook<T>> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const answer = await look(fetchFrom, url, { headers: { Authorization: authorization, Accept: 'application/json' } });
  if (answer.kind === 'silent') return { kind: 'strange', says: `does not answer (${answer.why})` };
  const body = parse(answer.text);
  if (answer.status === 401 || answer.status === 403) return { kind: 'refused' };
  if (answer.status === 404 && typeof body?.code === 'number') return { kind: 'absent' };
  const read = answer.status === 200 ? schema.safeParse(body) : undefined;
  if (read?.success) return { kind: 'found', value: read.data };
  const busy = answer.status === 429 || answer.status >= 500;
  return { kind: 'strange', says: `answers ${answer.status}${busy ? '' : ', which is not what Twilio’s API says'}` };
}

function parse(text: string): { code?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The company itself, and not the simulator or a test's stand-in. */
export const isTwilio = (url: string): boolean => /(^|\.)twilio\.com$/.test(new URL(url).hostname);
