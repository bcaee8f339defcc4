import { type Call, type Caption, isLive } from '../calls/call.ts';
import type { Text } from '../texts/text.ts';
import type { Behavior, Phone } from './phone.ts';

export type TextView = {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly direction: Text['direction'];
  readonly status: Text['state']['status'];
  readonly at: string;
};
export type CallView = {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly status: Call['state']['status'];
  /** Ringing or talking; false once it is over. */
  readonly live: boolean;
  /** What the call has said, in order. */
  readonly transcript: readonly string[];
  /** A gather listens, and a person is there to press keys. */
  readonly waitingForKeys: boolean;
  /** The transcript with keys and notes between, for the page. */
  readonly captions: readonly Caption[];
};
export type PhoneView = {
  readonly number: string;
  readonly behavior: Behavior;
  /** Only of an office phone behind a switchboard. */
  readonly extension?: string;
  readonly messages: readonly TextView[];
  readonly call: CallView | null;
};

/** A phone as the control API and the page show it. */
export function viewPhone(phone: Phone): PhoneView {
  return {
    number: phone.number,
    behavior: phone.behavior,
    ...(phone.extension === null ? {} : { extension: phone.extension }),
    messages: phone.thread.map(viewText),
    call: phone.call && viewCall(phone.call),
  };
}

/** A text as a person sees it: Twilio's words for direction (`inbound` = from the phone to the application) and status. */
export function viewText(text: Text): TextView {
  const { sid, from, to, body, direction, state, createdAt } = text;
  return { sid, from, to, body, direction, status: state.status, at: new Date(createdAt).toISOString() };
}

/** A call as a person sees it. */
export function viewCall(call: Call): CallView {
  return {
    sid: call.sid,
    from: call.request.from,
    to: call.request.to,
    status: call.state.status,
    live: isLive(call.state),
    transcript: call.captions.filter((caption) => caption.kind === 'said').map((caption) => caption.text),
    waitingForKeys: call.line.switchboard === null && (call.line.gather?.rules.takesKeys ?? false),
    captions: [...call.captions],
  };
}
