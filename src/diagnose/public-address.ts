import { createHmac, randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import { webhookPrefix } from '../providers/twilio-address.ts';
import { type Finding, findings } from './finding.ts';
import { type Fetch, look } from './http-look.ts';
import { isTwilio } from './twilio-rest.ts';

const { good, warning, fault, unknown } = findings('address');

/** Whether the provider can reach our webhooks, and whether what it signs would be believed there. */
export async function addressFindings(config: Config, fetchFrom: Fetch): Promise<Finding[]> {
  return [addressFinding(config), await webhooksFinding(config, fetchFrom)];
}

function addressFinding({ publicUrl, twilio }: Config): Finding {
  const { protocol, hostname } = new URL(publicUrl);
  const real = isTwilio(twilio.apiBaseUrl);
  const fix =
    'Let POUNDKEY_PUBLIC_URL be the https:// address of a proxy or tunnel that leads to POUNDKEY_WEBHOOK_PORT.';
  if (isPrivate(hostname)) {
    const says = `${publicUrl} is only known on this machine or network`;
    return real
      ? fault('public address', `${says}, so Twilio cannot call back`, fix)
      : warning('public address', `${says}: fine with the simulator, not with Twilio`, fix);
  }
  if (hostname.includes('_'))
    return fault('public address', `Twilio calls no host with an underscore: ${hostname}`, fix);
  if (protocol === 'http:')
    return warning('public address', `${publicUrl} is not encrypted: pressed keys and replies travel in clear`, fix);
  return good('public address', publicUrl);
}

function isPrivate(hostname: string): boolean {
  return (
    /^(localhost|\[::1\]|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[f[cd])/.test(hostname) ||
    !/[.:]/.test(hostname) ||
    /\.(localhost|local|internal|lan)$/.test(hostname)
  );
}

/**
 * Asks as a stranger, who must get a 404, and then as the provider would: a status that tells nothing, of a challenge that
 * is not there, signed with the token. It changes nothing, and 204 means that the signature was believed.
 */
async function webhooksFinding({ publicUrl, authTokens, twilio }: Config, fetchFrom: Fetch): Promise<Finding> {
  const name = 'webhooks';
  const stranger = await look(fetchFrom, `${publicUrl}${webhookPrefix}/`);
  if (stranger.kind === 'silent')
    return fault(
      name,
      `${publicUrl} does not answer (${stranger.why})`,
      'Start the gateway, and let the proxy or tunnel of POUNDKEY_PUBLIC_URL lead to its POUNDKEY_WEBHOOK_PORT.',
    );
  if (stranger.status >= 502)
    return fault(
      name,
      `a proxy answers ${stranger.status}: the gateway is not behind it`,
      'Start the gateway, or correct where the proxy leads.',
    );
  const elsewhere = `Let ${publicUrl}${webhookPrefix}/ lead to POUNDKEY_WEBHOOK_PORT of the gateway, with its path as it is.`;
  if (stranger.status !== 404 && stranger.status !== 403)
    return fault(name, `something else answers at ${publicUrl} (${stranger.status})`, elsewhere);
  const url = `${publicUrl}${webhookPrefix}/status/voice/doctor-${randomUUID()}/1/nonce`;
  const form = { AccountSid: twilio.accountSid, CallSid: `CA${'0'.repeat(32)}`, CallStatus: 'in-progress' };
  const signed = await look(fetchFrom, url, {
    method: 'POST',
    headers: { 'X-Twilio-Signature': signatureOf(authTokens[0] ?? '', url, form) },
    body: new URLSearchParams(form),
  });
  if (signed.kind === 'silent') return unknown(name, `${publicUrl} answered once and then not (${signed.why})`);
  if (signed.status === 204) return good(name, 'the gateway answers there and believes what the provider signs');
  if (signed.status === 403)
    return fault(
      name,
      'the gateway answers there, but refuses what is signed with these settings',
      'Start the gateway with the same POUNDKEY_PUBLIC_URL, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN as these.',
    );
  return fault(name, `something else answers at ${publicUrl} (${stranger.status}, ${signed.status})`, elsewhere);
}

/** As Twilio signs (twilio.com/docs/usage/webhooks/webhooks-security): the address, then the fields by name. */
function signatureOf(token: string, url: string, form: Readonly<Record<string, string>>): string {
  const fields = Object.entries(form).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHmac('sha1', token)
    .update(url + fields.flat().join(''))
    .digest('base64');
}
