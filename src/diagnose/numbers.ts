import { z } from 'zod';
import { maskPhone } from '../challenge/phone.ts';
import type { Config } from '../config.ts';
import { webhookPrefix } from '../providers/twilio-address.ts';
import { type Finding, findings } from './finding.ts';
import type { Fetch } from './http-look.ts';
import { isTwilio, type RestLook, readRest } from './twilio-rest.ts';

const { good, fault, unknown } = findings('numbers');

const owned = z.object({
  incoming_phone_numbers: z.array(
    z.object({
      capabilities: z.object({ voice: z.boolean().optional(), sms: z.boolean().optional() }),
      sms_url: z.string().nullish(),
      sms_method: z.string().nullish(),
      sms_application_sid: z.string().nullish(),
    }),
  ),
});
type Owned = z.infer<typeof owned>['incoming_phone_numbers'][number];
const verified = z.object({ outgoing_caller_ids: z.array(z.unknown()) });
const service = z.object({
  inbound_request_url: z.string().nullish(),
  use_inbound_webhook_on_number: z.boolean().nullish(),
});

interface Asking {
  readonly config: Config;
  readonly fetchFrom: Fetch;
}

/** Whether the numbers are ours, can do what they are for, and hand replies to us. */
export async function numberFindings(config: Config, fetchFrom: Fetch): Promise<Finding[]> {
  const { callFrom, textFrom } = config.twilio;
  const asking = { config, fetchFrom };
  const found: Finding[] = [];
  if (callFrom !== undefined) found.push(await callerFinding(asking, callFrom));
  if (textFrom !== undefined)
    found.push(
      ...('from' in textFrom
        ? await texterFindings(asking, textFrom.from)
        : [await serviceFinding(asking, textFrom.messagingServiceSid)]),
    );
  return found;
}

const askAbout = <T>(
  { config, fetchFrom }: Asking,
  list: string,
  number: string,
  schema: z.ZodType<T>,
): Promise<RestLook<T>> =>
  readRest(
    fetchFrom,
    `${config.twilio.apiBaseUrl}/2010-04-01/Accounts/${config.twilio.accountSid}/${list}.json?PhoneNumber=${encodeURIComponent(number)}`,
    config.twilio,
    schema,
  );

async function callerFinding(asking: Asking, number: string): Promise<Finding> {
  const name = 'TWILIO_CALL_FROM';
  const seen = await askAbout(asking, 'IncomingPhoneNumbers', number, owned);
  if (seen.kind !== 'found') return notListed(name, asking, seen);
  const [ours] = seen.value.incoming_phone_numbers;
  if (ours !== undefined)
    return ours.capabilities.voice
      ? good(name, `${maskPhone(number)} is ours and can call`)
      : fault(
          name,
          `${maskPhone(number)} cannot call`,
          'Choose a number with the capability Voice in Twilio’s console.',
        );
  const borrowed = await askAbout(asking, 'OutgoingCallerIds', number, verified);
  if (borrowed.kind === 'found' && borrowed.value.outgoing_caller_ids.length > 0)
    return good(name, `${maskPhone(number)} is a verified caller id`);
  return notOurs(name, number);
}

async function texterFindings(asking: Asking, number: string): Promise<Finding[]> {
  const name = 'TWILIO_TEXT_FROM';
  const seen = await askAbout(asking, 'IncomingPhoneNumbers', number, owned);
  if (seen.kind !== 'found') return [notListed(name, asking, seen)];
  const [ours] = seen.value.incoming_phone_numbers;
  if (ours === undefined) return [notOurs(name, number)];
  const texts = ours.capabilities.sms
    ? good(name, `${maskPhone(number)} is ours and can text`)
    : fault(name, `${maskPhone(number)} cannot text`, 'Choose a number with the capability SMS in Twilio’s console.');
  return [texts, repliesFinding(asking.config, ours)];
}

function repliesFinding(
  { publicUrl }: Config,
  { sms_url: url, sms_method: method, sms_application_sid: app }: Owned,
): Finding {
  const name = 'replies';
  const ours = `${publicUrl}${webhookPrefix}/sms`;
  if (app) return unknown(name, `a TwiML app answers its texts; let that post them to ${ours}`);
  // What follows # is about retries and is not part of the address.
  if (url?.replace(/#.*$/, '') === ours && method !== 'GET') return good(name, `texts to it are posted to ${ours}`);
  const says = !url
    ? 'texts to it go nowhere'
    : method === 'GET'
      ? 'texts to it come by GET'
      : 'texts to it go to another address';
  return fault(
    name,
    `${says}, so replies are never heard`,
    `In Twilio’s console, at the number, "A message comes in": webhook, HTTP POST, ${ours}`,
  );
}

/** Messaging services live at a host of their own, beside the API's. */
async function serviceFinding({ config, fetchFrom }: Asking, sid: string): Promise<Finding> {
  const name = 'TWILIO_MESSAGING_SERVICE_SID';
  const { apiBaseUrl } = config.twilio;
  if (!isTwilio(apiBaseUrl)) return cannotBeChecked(name, apiBaseUrl);
  const url = `${apiBaseUrl.replace('//api.', '//messaging.')}/v1/Services/${sid}`;
  const seen = await readRest(fetchFrom, url, config.twilio, service);
  const ours = `${config.publicUrl}${webhookPrefix}/sms`;
  if (seen.kind === 'absent')
    return fault(name, 'the account has no such messaging service', 'Copy its SID from Twilio’s console.');
  if (seen.kind !== 'found')
    return unknown(name, seen.kind === 'refused' ? 'the credentials are refused' : `Twilio ${seen.says}`);
  if (seen.value.use_inbound_webhook_on_number)
    return unknown(name, `each of its numbers says where replies go: ${ours} it must be`);
  return seen.value.inbound_request_url?.replace(/#.*$/, '') === ours
    ? good(name, `is ours, and posts replies to ${ours}`)
    : fault(
        name,
        'it posts replies to another address or none, so they are never heard',
        `In Twilio’s console, at the service, "Integration": send a webhook to ${ours}`,
      );
}

function notListed(name: string, { config }: Asking, seen: Exclude<RestLook<unknown>, { kind: 'found' }>): Finding {
  if (seen.kind === 'refused') return unknown(name, 'cannot be checked while the credentials are refused');
  return seen.kind === 'absent'
    ? cannotBeChecked(name, config.twilio.apiBaseUrl)
    : unknown(name, `the provider ${seen.says}`);
}

const cannotBeChecked = (name: string, apiBaseUrl: string): Finding =>
  unknown(name, `cannot be checked here: ${new URL(apiBaseUrl).host} does not tell which numbers there are`);

const notOurs = (name: string, number: string): Finding =>
  fault(
    name,
    `the account does not own ${maskPhone(number)}`,
    `Let ${name} be a number listed in Twilio’s console under Phone Numbers.`,
  );
