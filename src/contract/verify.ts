/** The shape of Twilio Verify v2, as far as a phone needs it. Names are Twilio's. */
import { z } from 'zod';

const number = z
  .string()
  .trim()
  .regex(/^\+[1-9]\d{5,14}$/);
const code = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9]{4,10}$/);
const statuses = ['pending', 'approved', 'canceled', 'max_attempts_reached', 'failed', 'expired'] as const;

/** What else Twilio takes is left aside, as it does with what it does not know. */
export const startForm = z.object({
  To: number,
  Channel: z.enum(['sms', 'call']),
  CustomCode: code.optional(),
  Locale: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .optional(),
  SendDigits: z
    .string()
    .regex(/^[0-9wW*#]{1,32}$/)
    .optional(),
  DeviceIp: z.union([z.ipv4(), z.ipv6()]).optional(),
});
export const checkForm = z.object({
  Code: code,
  To: number.optional(),
  VerificationSid: z
    .string()
    .regex(/^VE[0-9a-f]{32}$/)
    .optional(),
});
export const updateForm = z.object({ Status: z.enum(['canceled', 'approved']) });

const common = {
  sid: z.string(),
  service_sid: z.string(),
  account_sid: z.string(),
  to: z.string(),
  channel: z.enum(['sms', 'call']),
  status: z.enum(statuses),
  valid: z.boolean(),
  amount: z.null(),
  payee: z.null(),
  date_created: z.string(),
  date_updated: z.string(),
};
const attempt = z.object({ attempt_sid: z.string(), channel: z.enum(['sms', 'call']), time: z.string() });
export const verification = z.object({
  ...common,
  lookup: z.object({}),
  send_code_attempts: z.array(attempt),
  sna: z.null(),
  url: z.string(),
});
export type Verification = z.infer<typeof verification>;
export const verificationCheck = z.object({ ...common, sna_attempts_error_codes: z.array(z.never()) });
export type VerificationCheck = z.infer<typeof verificationCheck>;
/** How Twilio says no. */
export const twilioError = z.object({ code: z.int(), message: z.string(), more_info: z.string(), status: z.int() });
