import type { Response } from 'express';
import type { Alert } from '../twiml/alert.ts';
import type { Form } from './form.ts';

/** Parameters that Twilio knows and that change nothing here, by resource. */
export const IGNORED = {
  call: [
    'Byoc',
    'CallReason',
    'CallToken',
    'CallerId',
    'ClientNotificationUrl',
    'Passports',
    'Record',
    'RecordingChannels',
    'RecordingConfigurationId',
    'RecordingStatusCallback',
    'RecordingStatusCallbackEvent',
    'RecordingStatusCallbackMethod',
    'RecordingTrack',
    'SipAuthPassword',
    'SipAuthUsername',
    'Trim',
  ],
  text: [
    'AddressRetention',
    'ApplicationSid',
    'Attempt',
    'ContentRetention',
    'ContentVariables',
    'FallbackFrom',
    'ForceDelivery',
    'MaxPrice',
    'MessageIntent',
    'PersistentAction',
    'ProvideFeedback',
    'RiskCheck',
    'SendAsMms',
    'ShortenUrls',
    'SmartEncoded',
    'TrafficType',
  ],
} as const;

/** Leaves a note for the record of the wire about each parameter that was taken and has no effect. */
export function noteIgnored(res: Response, resource: keyof typeof IGNORED, form: Form): void {
  const ignored = IGNORED[resource].filter((name) => form[name] !== undefined);
  res.locals['alerts'] = ignored.map(
    (name): Alert => ({ level: 'warning', code: null, text: `${name} is not simulated and has no effect` }),
  );
}

/** The notes about this request. */
export function alertsOf(res: Response): readonly Alert[] {
  return (res.locals['alerts'] as readonly Alert[] | undefined) ?? [];
}
