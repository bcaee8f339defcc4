import { z } from 'zod';
import { channelHasMethod, channels, methods, methodsByChannel } from './methods.ts';
import { pinHash } from './pin-hash.ts';

/** No control characters, line or paragraph separators, direction marks or overrides: it is spoken, texted and shown. */
const harmless = /^[^\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;
export const shortText = (charactersMax: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(charactersMax)
    .regex(harmless, 'must not contain control or direction-changing characters');

const dialled = z.string().min(3).max(40);

/** Digits to dial once an office switchboard answers; `w` waits 0.5 s, `W` waits 1 s (Twilio allows 32 in all). */
const extension = z.string().regex(/^[0-9wW*#]{1,32}$/, 'may have digits, *, #, w (0.5 s) and W (1 s), 32 at most');

const nextStep = z.strictObject({
  channel: z.enum(channels),
  method: z.enum(methods),
  afterSeconds: z.int().min(0).max(600),
  to: dialled.optional(),
});

/** Method `match`: what the sign-in page shows. Made here if it is not given, and told in the view. */
const matchNumber = z.string().regex(/^[0-9]{2}$/, 'must be two digits, as a string');

/** Zod would leave out a check of several fields when one of them is at fault; a caller is told everything at once. */
export function isObject({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'object' && value !== null;
}

const way = z.object({ channel: z.enum(channels), method: z.enum(methods) });

/** What no field can say alone. Any of the fields may be at fault already, so none is trusted here. */
function refineTogether(request: Record<string, unknown>, { addIssue }: z.RefinementCtx): void {
  const next: readonly unknown[] = Array.isArray(request['next']) ? request['next'] : [];
  for (const [index, step] of [request, ...next].entries()) {
    const { data } = way.safeParse(step);
    if (data === undefined || channelHasMethod(data.channel, data.method)) continue;
    const path = index === 0 ? ['method'] : ['next', index - 1, 'method'];
    const message = `must be ${methodsByChannel[data.channel].join(', ')} for ${data.channel}`;
    addIssue({ code: 'custom', path, message });
  }
  if (request['extension'] !== undefined && request['channel'] === 'sms')
    addIssue({ code: 'custom', path: ['extension'], message: 'only a call can dial an extension' });
  const ways = [request, ...next].flatMap((step) => way.safeParse(step).data ?? []);
  const asked = ways.filter(({ channel, method }) => channelHasMethod(channel, method)).map(({ method }) => method);
  if (asked.includes('pin') && request['pinHash'] === undefined)
    addIssue({ code: 'custom', path: ['pinHash'], message: 'the method pin needs the hash of the PIN' });
  // Whoever gives one thinks that it is asked for; better told now than left with the weaker method.
  for (const [field, method] of [
    ['pinHash', 'pin'],
    ['matchNumber', 'match'],
  ] as const)
    if (request[field] !== undefined && !asked.includes(method))
      addIssue({ code: 'custom', path: [field], message: `only the method ${method} uses it, and no step has that` });
}

/** An id chosen by the caller. Not only digits: those are what a queue gives by itself, and it gives them again. */
export const challengeId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 letters, digits, _ or -')
  .regex(/[^0-9]/, 'must not be only digits');

export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag such as en-US');
export const lifetimeSeconds = z.int().min(30).max(600).default(180);
export const replyTo = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -');
export const appId = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 letters, digits, _, . or -');
export const subject = shortText(128);
export const metadata = z
  .record(z.string().min(1).max(64), z.string().max(256))
  .refine((entries) => Object.keys(entries).length <= 16, { error: 'may have 16 entries at most', when: isObject });

/** What an auth server asks: the body of `POST /v1/challenges` and the data of a job on the queue `challenges`. */
export const challengeRequest = z
  .strictObject({
    to: dialled,
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be a two-letter ISO country code')
      .optional(),
    extension: extension.optional(),
    channel: z.enum(channels),
    method: z.enum(methods),
    subject: subject.optional(),
    app: appId.optional(),
    locale: languageTag.optional(),
    lifetimeSeconds,
    next: z.array(nextStep).max(4).default([]),
    matchNumber: matchNumber.optional(),
    pinHash: pinHash.optional(),
    code: z
      .string()
      .regex(/^[A-Za-z0-9]{4,10}$/, 'must be 4 to 10 letters or digits')
      .optional(),
    context: z
      .strictObject({
        action: shortText(80).optional(),
        ip: z.union([z.ipv4(), z.ipv6()]).optional(),
        place: shortText(80).optional(),
      })
      .default({}),
    replyTo: replyTo.optional(),
    metadata: metadata.default({}),
  })
  .superRefine(refineTogether, { when: isObject });

export type ChallengeRequest = z.infer<typeof challengeRequest>;
/** The same before defaults are filled in: what a caller has to write. */
export type ChallengeRequestInput = z.input<typeof challengeRequest>;

/** One thing wrong with a request: where (a dotted path) and what. Never repeats the value, which may be a number or a code. */
export const fault = z.object({ path: z.string(), message: z.string() });
export type Fault = z.infer<typeof fault>;

/** Every fault zod found, with the path as the caller would write it: `next.0.method`. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.map((issue) => ({
    path: issue.path.map(shortened).join('.'),
    message:
      issue.code === 'unrecognized_keys' ? `unknown field: ${issue.keys.map(shortened).join(', ')}` : issue.message,
  }));
}

/** Names of fields come from the caller too. */
const shortened = (name: PropertyKey): string => String(name).slice(0, 64);
