import { z } from 'zod';

/** The next N, or each with a probability (0 to 1) drawn from the seeded generator; with neither, every time. */
const how = { next: z.int().min(1).max(100_000).optional(), probability: z.number().min(0).max(1).optional() };
const notBoth = (rule: { next?: number | undefined; probability?: number | undefined }) =>
  rule.next === undefined || rule.probability === undefined;
const NOT_BOTH = 'give "next" or "probability", not both';

const requestRule = z
  .strictObject({
    fault: z.enum(['429', '500', '503', 'reset', 'garbage', 'accept-then-500', 'accept-then-reset']),
    /** Which requests: `create` (a new call or text), `read`, `change`, or all. */
    of: z.enum(['any', 'create', 'read', 'change']).default('any'),
    ...how,
  })
  .refine(notBoth, NOT_BOTH);

const callbackRule = z
  .strictObject({
    fault: z.enum(['lose', 'duplicate', 'delay', 'reorder']),
    of: z
      .array(z.enum(['call-status', 'text-status', 'inbound-text', 'machine-detection']))
      .min(1)
      .default(['call-status', 'text-status']),
    /** Only callbacks that tell this CallStatus or MessageStatus, e.g. "completed". */
    status: z.string().optional(),
    /** How late a delayed one is, in seconds of the simulator's clock. */
    seconds: z.number().min(0).max(86_400).default(5),
    ...how,
  })
  .refine(notBoth, NOT_BOTH);

const numberRule = z
  .strictObject({
    fault: z.enum(['busy', 'no-answer', 'dead', 'undelivered', 'failed', 'refused']),
    /** A number in E.164, the beginning of numbers with a `*` behind it, or `*` for all. */
    number: z
      .string()
      .regex(/^(\+[1-9]\d{6,14}|\+\d{0,14}\*|\*)$/, 'give a number in E.164, or its beginning and a *')
      .default('*'),
    of: z.enum(['any', 'call', 'text']).default('any'),
    /** Twilio's error code: why a text was not delivered, or what a request is refused with. */
    code: z.int().min(10_000).max(99_999).optional(),
    ...how,
  })
  .refine(notBoth, NOT_BOTH)
  .refine((rule) => rule.fault !== 'refused' || rule.code !== undefined, 'refused needs a "code", e.g. 21211');

/**
 * How the simulator misbehaves. `PUT /simulator/v1/faults` replaces all of it, `GET` shows what is left.
 *
 * - `latencyMs`: every REST answer comes this much later.
 * - `requests`: REST requests of the application. `429`, `500`, `503`: refused, nothing happens. `reset`: the connection
 *   dies before anything happens. `garbage`: 200 with a web page, nothing happens. `accept-then-500` and
 *   `accept-then-reset`: the call or text IS made, but the application is not told.
 * - `callbacks`: what we send. `lose`, `duplicate`, `delay` (by `seconds`), `reorder` (swapped with the following one).
 * - `numbers`: what calls and texts to a number meet. `busy`, `no-answer`: calls. `dead`: calls fail, texts are
 *   undelivered (30003). `undelivered` (30005 unless `code` says else), `failed` (never sent, 30001): texts. `refused`: the
 *   request is refused with `code`.
 * - `seed`: the same seed draws the same faults.
 *
 * The first rule of a list that hits is applied; one with `next` counts down and then goes.
 */
export const faultRules = z.strictObject({
  seed: z.int().min(0).default(1),
  latencyMs: z.number().min(0).max(600_000).default(0),
  requests: z.array(requestRule).max(100).default([]),
  callbacks: z.array(callbackRule).max(100).default([]),
  numbers: z.array(numberRule).max(100).default([]),
});

export type FaultRules = z.output<typeof faultRules>;
export type FaultRulesInput = z.input<typeof faultRules>;
export type RequestRule = FaultRules['requests'][number];
export type CallbackRule = FaultRules['callbacks'][number];
export type NumberRule = FaultRules['numbers'][number];
