/**
 * Looks at everything the gateway leans on and says what is wrong and how to put it right. It changes nothing, and needs no
 * running gateway but for the look at the public address.
 */
import { readConfig, readSetting } from '../config.ts';
import { type Finding, findings } from './finding.ts';
import type { Fetch } from './http-look.ts';
import { numberFindings } from './numbers.ts';
import { providerFindings } from './provider.ts';
import { addressFindings } from './public-address.ts';
import { redisFindings } from './redis.ts';
import { secretFindings, settingsFindings } from './settings.ts';

export interface DiagnoseOptions {
  /** This machine's clock, in milliseconds. */
  readonly now?: () => number;
  readonly fetchFrom?: Fetch;
}

/** Every finding as soon as it is known, in the order in which a person should put things right. */
export async function* diagnose(
  env: Readonly<Record<string, string | undefined>>,
  { now = Date.now, fetchFrom = fetch }: DiagnoseOptions = {},
): AsyncGenerator<Finding> {
  const verdict = readConfig(env);
  yield* settingsFindings(env, verdict);
  if (verdict.kind === 'config') yield* secretFindings(verdict.config);
  const redisUrl = readSetting('REDIS_URL', env);
  const secret = verdict.kind === 'config' ? verdict.config.secret : undefined;
  if (redisUrl.kind === 'value') yield* await redisFindings(redisUrl.value, now, secret);
  else yield findings('redis').unknown('reachable', 'not looked at: REDIS_URL first');
  if (verdict.kind === 'faults') {
    yield findings('address').unknown('public address', 'not looked at: the settings first');
    yield findings('provider').unknown('account', 'not looked at: the settings first');
    return;
  }
  yield* await addressFindings({ ...verdict.config, publicUrl: withoutUser(verdict.config.publicUrl) }, fetchFrom);
  yield* await providerFindings(verdict.config, fetchFrom);
  yield* await numberFindings(verdict.config, fetchFrom);
}

/** A user and a password in an address are for whoever calls it, not for a terminal. */
function withoutUser(address: string): string {
  const url = new URL(address);
  if (url.username === '' && url.password === '') return address;
  url.username = '';
  url.password = '';
  return url.href.replace(/\/+$/, '');
}
