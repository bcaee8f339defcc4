/**
 * The channels and the methods each of them has. A method that its channel does not have is refused at the door.
 * There is no way to approve by text without a secret: a sender can be forged, a code on the sign-in page cannot.
 */
export const methodsByChannel = {
  voice: ['pound', 'match', 'pin', 'code'],
  sms: ['code', 'reply'],
} as const;

export const channels = ['voice', 'sms'] as const;
export const methods = ['pound', 'match', 'pin', 'code', 'reply'] as const;

export type Channel = (typeof channels)[number];
export type Method = (typeof methods)[number];

/** Whether a person can answer by `method` on `channel`. */
export function channelHasMethod(channel: Channel, method: Method): boolean {
  const available: readonly Method[] = methodsByChannel[channel];
  return available.includes(method);
}
