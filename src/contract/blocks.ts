import { z } from 'zod';
import { shortText, subject } from './request.ts';

const daysMax = 3_650;

/** Blocks a subject of the key's app: nobody is called or texted for it any more. */
export const blockBody = z.strictObject({
  subject,
  reason: shortText(200).describe('Why; kept beside it.'),
  days: z.int().min(1).max(daysMax).optional().describe('For how long; without: as the app has it, 90 usually.'),
});
export const liftBody = z.strictObject({ reason: shortText(200).describe('Why; kept beside it.') });

const times = { at: z.string(), reason: z.string(), by: z.enum(['person', 'app']) };
export const blockView = z.object({ subject: z.string(), ...times, until: z.string() });
export const blockPage = z.object({ blocks: z.array(blockView), cursor: z.string().optional() });
/** A subject: blocked or not, and what was done about it of late, newest first. */
export const blockedSubject = z.object({
  subject: z.string(),
  block: blockView.optional(),
  history: z.array(z.object({ what: z.enum(['blocked', 'lifted']), ...times, until: z.string().optional() })),
});
export const blockQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'must be the cursor of a page')
    .optional(),
});
