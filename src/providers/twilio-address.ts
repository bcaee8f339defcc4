import type { CallbackRef } from '../ports.ts';

/**
 * Where Twilio calls back. The path names the attempt and carries its nonce, so that a callback finds its challenge without
 * an index and nobody who does not know the nonce can speak for it.
 */
export const webhookPrefix = '/webhooks/twilio';

/**
 * Without these Twilio gives a callback up when it is answered with an error or read too slowly. They travel in the
 * fragment, which is neither sent nor signed (twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
 */
const retryOverrides = '#rc=2&rp=all';

const refPath = ({ id, attempt, nonce }: CallbackRef) => `${id}/${attempt}/${nonce}`;

/** Asked once the call is answered. */
export const callAddress = (publicUrl: string, ref: CallbackRef): string =>
  `${publicUrl}${webhookPrefix}/voice/${refPath(ref)}${retryOverrides}`;

/** Asked with the key, or the silence, that answers question number `turn`. */
export const turnAddress = (publicUrl: string, ref: CallbackRef, turn: number): string =>
  `${publicUrl}${webhookPrefix}/voice/${refPath(ref)}/${turn}${retryOverrides}`;

export const statusAddress = (publicUrl: string, channel: 'voice' | 'sms', ref: CallbackRef): string =>
  `${publicUrl}${webhookPrefix}/status/${channel}/${refPath(ref)}${retryOverrides}`;

/** Told whether a person or a machine has answered. */
export const machineAddress = (publicUrl: string, ref: CallbackRef): string =>
  `${publicUrl}${webhookPrefix}/machine/${refPath(ref)}${retryOverrides}`;
