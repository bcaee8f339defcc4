import { z } from 'zod';

/** Either the next N, or each with a probability (0 to 1) drawn from the seeded generator. */
const how = { next: z.int().min(1).max(100_000).optional(), probability: z.number().min(0).max(1).optional() };
const oneOf = (rule: { next?: number | undefined; probability?: number | undefined }) =>
  (rule.next === undefined) !== (rule.probability === undefined);
const ONE_OF = 'give either "next" or "probability"';

const requestRule = z
  .strictObject({
    fault: z.enum(['429', '500', '503', 'reset', 'garbage', 'accept-then-500', 'accept-then-reset']),
    /** Which requests: `create` (a new call or text), `read`, `change`, or all. */
    of: z.enum(['any', 'create', 'read', 'change']).default('any'),
    ...how,
  })
  .refine(oneOf, ONE_OF);

const callbackRule = z
  .strictObject({
    fault: z.enum(['lose', 'duplicate', 'delay', 'reorder']),
    of: z
      .array(z.enum(['call-status', 'text-status', 'inbound-text']))
      .min(1)
      .default(['call-status', 'text-status']),
    /** Only callbacks that tell this CallStatus or MessageStatus, e.g. "completed". */
    status: z.string().optional(),
    /** How late a delayed one is, in seconds of the simulator's clock. */
    seconds: z.number().min(0).max(86_400).default(5),
    ...how,
  })
  .refine(oneOf, ONE_OF);

/**
 * How the simulator misbehaves. `PUT /simulator/v1/faults` replaces all of it, `GET` shows what is left.
 *
 * - `latencyMs`: every REST answer comes this much later.
 * - `requests`: REST requests of the application. `429`, `500`, `503`: refused, nothing happens. `reset`: the connection
 *   dies before anything happens. `garbage`: 200 with a web page, nothing happens. `accept-then-500` and
 *   `accept-then-reset`: the call or text IS made, but the application is not told.
 * - `callbacks`: what we send. `lose`, `duplicate`, `delay` (by `seconds`), `reorder` (swapped with the following one).
 * - `seed`: the same seed draws the same faults.
 *
 * The first rule of a list that hits is applied; one with `next` counts down and then goes.
 */
export const faultRules = z.strictObject({
  seed: z.int().min(0).default(1),
  latencyMs: z.number().min(0).max(600_000).default(0),
  requests: z.array(requestRule).max(100).default([]),
  callbacks: z.array(callbackRule).max(100).default([]),
});

export type FaultRules = z.output<typeof faultRules>;
export type FaultRulesInput = z.input<typeof faultRules>;
export type RequestRule = FaultRules['requests'][number];
export type CallbackRule = FaultRules['callbacks'][number];
