import { getCountries } from 'libphonenumber-js/max';
import { z } from 'zod';
import { channelHasMethod, channels, methods } from './methods.ts';
import { domain, ownLanguages } from './own-wording.ts';
import { appId, isObject, languageTag, lifetimeSeconds, shortText } from './request.ts';

/** A number of ours, a short code, a name or a messaging service: what texts may come from. */
const number = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number in E.164 form, such as +14155550100');
const sender = z.union([number, z.string().regex(/^(\d{5,6}|MG[0-9a-f]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/)], {
  error:
    'must be a number in E.164 form, a short code, a name of 11 letters and digits at most, or a messaging service',
});
const country = z.enum(getCountries(), { error: 'must be an ISO country code such as NL' });
/** `default` is for every country that has no entry of its own. */
const byCountry = <T extends z.ZodType<string>>(value: T) =>
  z.partialRecord(z.enum(['default', ...getCountries()], { error: 'must be default or an ISO country code' }), value);

/** SHA-256 of no bytes at all. */
const hashOfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const key = z
  .strictObject({
    key: z
      .string()
      .min(16, 'must have 16 characters or more')
      .max(512)
      .optional()
      .describe('The key itself, which the auth server sends as `Authorization: Bearer …`.'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits: printf %s "$KEY" | sha256sum')
      .refine((digest) => digest !== hashOfNothing, 'is the hash of nothing: KEY was not set')
      .optional()
      .describe('Instead of the key: its SHA-256 in hexadecimal digits, so that the file holds no secret.'),
    expiresAt: z.iso
      .datetime({ offset: true, error: 'must be a time such as 2027-01-31T00:00:00Z' })
      .optional()
      .describe('From then on the key is refused.'),
  })
  .refine((given) => (given.key === undefined) !== (given.sha256 === undefined), 'must have either key or sha256');

const rate = z.strictObject({
  count: z.int().min(1).max(1_000_000).describe('How many may be asked at once.'),
  seconds: z.int().min(1).max(2_592_000).describe('In how many seconds as many may be asked again, little by little.'),
});
const rates = z.array(rate).max(4);

const tries = (usual: number) => z.int().min(1).max(10).default(usual);

const webhookSecret = z
  .string()
  .regex(
    /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/,
    'must be whsec_ and 24 to 64 bytes in base64, as Standard Webhooks has it',
  );

/** Other fields may be at fault already, so none is trusted here. */
function wayFaults({ channel, method }: Record<string, unknown>, { addIssue }: z.RefinementCtx): void {
  if ((channel === undefined) !== (method === undefined)) {
    const path = [channel === undefined ? 'channel' : 'method'];
    addIssue({ code: 'custom', path, message: 'is missing: channel and method go together' });
  }
  const way = z.object({ channel: z.enum(channels), method: z.enum(methods) }).safeParse({ channel, method }).data;
  if (way !== undefined && !channelHasMethod(way.channel, way.method))
    addIssue({ code: 'custom', path: ['method'], message: `is none of ${way.channel}` });
}

/** One auth server: how it is called, who may ask in its name, whom it may call, and how often. */
export const appEntry = z
  .strictObject({
    name: shortText(40).describe('What calls and texts call it.'),
    keys: z.array(key).max(16).default([]).describe('Keys of the HTTP API; several while one replaces another.'),
    locale: languageTag.default('en-US').describe('The language of requests that name none.'),
    lifetimeSeconds: lifetimeSeconds.describe('How long challenges of requests live that say nothing else.'),
    channel: z.enum(channels).optional().describe('With `method`: how requests ask that name neither.'),
    method: z.enum(methods).optional().describe('With `channel`.'),
    callFrom: byCountry(number)
      .default({})
      .describe('Numbers that call, by the country that is called, or `default`. Without: `TWILIO_CALL_FROM`.'),
    textFrom: byCountry(sender)
      .default({})
      .describe(
        'What texts come from, likewise; a name cannot be replied to. Without: `TWILIO_TEXT_FROM` or `TWILIO_MESSAGING_SERVICE_SID`.',
      ),
    countries: z
      .array(country)
      .min(1)
      .optional()
      .describe(
        'Countries that may be called and texted. Without: those of its own numbers; if it has none, `POUNDKEY_COUNTRIES`.',
      ),
    blockedPrefixes: z
      .array(z.string().regex(/^\+[1-9]\d{0,14}$/, 'must be the beginning of a number in E.164 form, such as +1900'))
      .max(1_000)
      .default([])
      .describe(
        'Beginnings of numbers that are never called or texted. Premium and satellite numbers never are anyway.',
      ),
    extensions: z
      .strictObject({
        by: z
          .enum(['tones', 'words'])
          .default('tones')
          .describe('`tones` dials the extension; `words` asks the switchboard for it, in the language of the person.'),
        secondsBefore: z.int().min(0).max(16).default(0).describe('How long to wait once the switchboard answers.'),
        secondsAfter: z
          .int()
          .min(0)
          .max(30)
          .default(0)
          .describe('How long to wait then, before the person is spoken to.'),
      })
      .prefault({})
      .describe('How requests with an `extension` get through a switchboard.'),
    wording: ownLanguages,
    text: z
      .strictObject({
        webOtpDomain: domain
          .optional()
          .describe('Ends texts of the method `code` with the line by which browsers on this host fill the code in.'),
        urls: z
          .boolean()
          .default(false)
          .describe(
            'Whether texts may hold addresses. Without, the app’s name is written so that no phone makes a link of it.',
          ),
      })
      .prefault({})
      .describe('How texts look.'),
    tries: z
      .strictObject({
        code: tries(5).describe('Codes, typed and texted together.'),
        pin: tries(3).describe('PINs.'),
        match: tries(2).describe('Match numbers.'),
        key: tries(3).describe('Keys that mean nothing.'),
      })
      .prefault({})
      .describe('Wrong answers in one challenge before it is denied.'),
    failuresPerDay: z
      .int()
      .min(1)
      .max(1_000)
      .default(10)
      .describe('Wrong answers in a day, over all challenges, of one subject and of one number.'),
    limits: z
      .strictObject({
        perNumber: rates.optional().describe('Challenges to one number. Usual: 5 in 600 s and 10 in 86,400 s.'),
        perSubject: rates.optional().describe('Challenges for one subject. Usual: 10 in 3,600 s.'),
        perIp: rates.optional().describe('Challenges with one `context.ip`. Usual: 60 in 3,600 s.'),
        perPrefix: rates
          .optional()
          .describe('Challenges to numbers that differ in their last four digits only. Usual: no limit.'),
      })
      .prefault({})
      .describe('Token buckets; an empty list means no limit.'),
    fraud: z
      .strictObject({
        block: z
          .boolean()
          .default(false)
          .describe('Whether a person who reports fraud on a call is asked if the account shall be blocked.'),
        days: z.int().min(1).max(3_650).default(90).describe('For how long.'),
      })
      .prefault({})
      .describe('What follows when somebody says that it was not them.'),
    second: z
      .enum(['refuse', 'replace'])
      .default('refuse')
      .describe(
        'A challenge for a subject that has an open one is refused as `already-in-progress`, or takes the place of the first.',
      ),
    resultWebhook: z
      .strictObject({
        url: z
          .url({ protocol: /^https?$/, error: 'must be an http or https address' })
          .describe('Where each result is posted.'),
        secrets: z
          .array(webhookSecret)
          .min(1)
          .max(4)
          .describe(
            'What the posts are signed with (Standard Webhooks): each of them, so that one can replace another.',
          ),
      })
      .optional()
      .describe('Posts every result, signed.'),
  })
  .superRefine(wayFaults, { when: isObject });

/** The file that `POUNDKEY_APPS` names. */
export const appFile = z.strictObject({
  $schema: z.string().optional().describe('For editors.'),
  apps: z.record(appId, appEntry).describe('Every app by its id.'),
});

export type AppEntry = z.infer<typeof appEntry>;
