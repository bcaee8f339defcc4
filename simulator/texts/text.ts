import type { Webaddress } from '../calls/call.ts';
import type { CallbackQueue } from '../wire/callback-queue.ts';

/**
 * The life of a text. To a phone: `queued` (`accepted` when a messaging service picks the sender) → `sent` →
 * `delivered` or `undelivered`; `failed` when it never left. From a phone: `received` at once.
 */
export type TextState =
  | { readonly status: 'accepted' | 'queued' }
  | { readonly status: 'sent' | 'delivered'; readonly sentAt: number }
  | { readonly status: 'undelivered' | 'failed'; readonly sentAt: number | null; readonly errorCode: number }
  | { readonly status: 'received'; readonly sentAt: number };

export type Text = {
  readonly sid: string;
  readonly direction: 'outbound-api' | 'outbound-reply' | 'inbound';
  readonly from: string;
  readonly to: string;
  readonly messagingServiceSid: string | null;
  readonly validitySeconds: number;
  readonly statusCallback: Webaddress | null;
  readonly callbacks: CallbackQueue;
  readonly createdAt: number;
  /** Empty after the application has redacted it. */
  body: string;
  state: TextState;
  updatedAt: number;
};

/** Parts a text is billed as: 160 or 70 characters alone, 153 or 67 each when joined (GSM 03.38). */
export function countSegments(body: string): number {
  const plain = /^[\n\r !-~£¥§¤¿¡ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΔΦΓΛΩΠΨΣΘΞ€]*$/u.test(body) && !body.includes('`');
  const [alone, joined] = plain ? [160, 153] : [70, 67];
  return body.length <= alone ? 1 : Math.ceil(body.length / joined);
}

/** The code in a text: its first run of 4 to 8 digits; null if there is none. */
export function codeIn(body: string): string | null {
  return /(?<!\d)\d{4,8}(?!\d)/.exec(body)?.[0] ?? null;
}
