import { z } from 'zod';
import type { Config } from '../config.ts';
import { type Finding, findings } from './finding.ts';
import type { Fetch } from './http-look.ts';
import { isTwilio, type RestLook, readRest } from './twilio-rest.ts';

const { good, warning, fault, unknown } = findings('provider');
const account = z.object({ status: z.string(), type: z.string().optional() });
const page = z.object({ calls: z.array(z.unknown()) });

/** Whether the provider knows us: each token, since they sign the webhooks, and the API key if there is one. */
export async function providerFindings(config: Config, fetchFrom: Fetch): Promise<Finding[]> {
  const { accountSid, user, password, apiBaseUrl } = config.twilio;
  const base = `${apiBaseUrl}/2010-04-01/Accounts/${accountSid}`;
  const found: Finding[] = [];
  for (const [index, token] of config.authTokens.entries()) {
    const seen = await readRest(fetchFrom, `${base}.json`, { user: accountSid, password: token }, account);
    found.push(index === 0 ? tokenFinding(apiBaseUrl, seen) : secondTokenFinding(seen));
  }
  if (user !== accountSid) {
    // An API key may place calls and may not look at the account.
    const seen = await readRest(fetchFrom, `${base}/Calls.json?PageSize=1`, { user, password }, page);
    found.push(keyFinding(apiBaseUrl, seen));
  }
  return found;
}

function tokenFinding(apiBaseUrl: string, seen: RestLook<z.infer<typeof account>>): Finding {
  const name = 'account';
  switch (seen.kind) {
    case 'refused':
      return fault(
        name,
        'TWILIO_AUTH_TOKEN is not the token of TWILIO_ACCOUNT_SID',
        'Copy both from the first page of Twilio’s console, of the same account and not of its test credentials.',
      );
    case 'absent':
      return isTwilio(apiBaseUrl)
        ? fault(name, 'Twilio knows no such account', 'Copy TWILIO_ACCOUNT_SID from Twilio’s console.')
        : good(name, `${apiBaseUrl} takes the token; more about the account cannot be checked here`);
    case 'strange':
      return strange(name, apiBaseUrl, seen.says);
    case 'found':
      return accountFinding(seen.value);
    default:
      return seen satisfies never;
  }
}

function accountFinding({ status, type }: z.infer<typeof account>): Finding {
  if (status !== 'active')
    return fault('account', `the account is ${status}`, 'Open it in Twilio’s console: it says why, and what to do.');
  if (type === 'Trial')
    return warning(
      'account',
      'a trial account calls and texts only numbers that you have verified',
      'Upgrade it in Twilio’s console before others use it.',
    );
  return good('account', 'the token is right, the account is active');
}

function secondTokenFinding(seen: RestLook<unknown>): Finding {
  const name = 'second token';
  if (seen.kind === 'refused')
    return warning(
      name,
      'the second of TWILIO_AUTH_TOKEN is not valid, or not any more',
      'Take it out if it has been replaced.',
    );
  return seen.kind === 'strange' ? unknown(name, `the provider ${seen.says}`) : good(name, 'is valid too');
}

function keyFinding(apiBaseUrl: string, seen: RestLook<unknown>): Finding {
  const name = 'API key';
  if (seen.kind === 'refused')
    return fault(
      name,
      'TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET are refused',
      'Make a new standard API key in Twilio’s console; a secret is shown only once.',
    );
  return seen.kind === 'strange' ? strange(name, apiBaseUrl, seen.says) : good(name, 'is accepted');
}

const strange = (name: string, apiBaseUrl: string, says: string): Finding =>
  fault(
    name,
    `${apiBaseUrl} ${says}`,
    isTwilio(apiBaseUrl)
      ? 'Let this machine reach api.twilio.com by HTTPS, and look at status.twilio.com.'
      : 'Start the simulator, or correct TWILIO_API_BASE_URL; without it, Twilio itself is asked.',
  );
