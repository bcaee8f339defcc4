import { byId, say } from './page-element.ts';
import type { Snapshot } from './state.ts';

const FIRST_CALL = byId('first-call').innerText;

/** How an application reaches the simulator, for who has no phone yet. */
export function showAccount({ accountSid, inboundUrl }: Pick<Snapshot, 'accountSid' | 'inboundUrl'>): void {
  say('base-address', location.origin);
  say('account-sid', accountSid);
  say('inbound-url', inboundUrl ?? 'nowhere');
  say('first-call', FIRST_CALL.replaceAll('ACCOUNT', accountSid).replace('ADDRESS', location.origin));
}
