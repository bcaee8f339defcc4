import { z } from 'zod';
import { faultRules } from '../faults/fault-rules.ts';
import { BEHAVIORS, EXTENSION } from '../phones/phone.ts';
import { readNumber } from '../phones/phone-book.ts';
import { WAITS } from '../phones/wait.ts';

export const phoneNumber = z.string().transform((value, context) => {
  const number = readNumber(value);
  if (number !== null) return number;
  context.addIssue({ code: 'custom', message: `"${value}" is not a number in E.164, e.g. +14155550100` });
  return z.NEVER;
});

export const keysBody = z.strictObject({ digits: z.string().regex(/^[0-9*#]{1,64}$/, 'keys are 0-9, * and #') });
export const textBody = z.strictObject({ to: z.string().min(1).max(20), body: z.string().min(1).max(1_600) });
export const behaviorBody = z.union(
  [
    z.strictObject({ mode: z.literal('switchboard'), extension: z.string().regex(EXTENSION) }),
    z.strictObject({ mode: z.enum(BEHAVIORS).exclude(['switchboard']) }),
  ],
  {
    error: `mode is one of ${BEHAVIORS.join(', ')}; switchboard needs an "extension" of 1 to 10 digits, the others none`,
  },
);
export const advanceBody = z.strictObject({ seconds: z.number().min(0).max(31_536_000) });
export const faultsBody = faultRules;
export const waitQuery = z.object({
  for: z.enum(WAITS),
  /** Seconds of real time. */
  timeout: z.coerce.number().min(0).max(300).default(10),
});
