import type { Method } from '../twiml/read-attributes.ts';
import type { Line } from './line.ts';

/**
 * The life of an outgoing call. `queued` → `initiated` (we dial) → `ringing` → `in-progress` → `completed`.
 * `busy`, `no-answer` and `failed` are reached from `initiated` and `ringing`; `canceled` from everything before
 * `in-progress`. The five last ones are final. REST shows `initiated` as `queued`, as Twilio does; callbacks name it.
 */
export type CallState =
  | { readonly status: 'queued' }
  | { readonly status: 'initiated' | 'ringing'; readonly dialedAt: number }
  | { readonly status: 'in-progress'; readonly dialedAt: number; readonly answeredAt: number }
  | { readonly status: 'completed'; readonly dialedAt: number; readonly answeredAt: number; readonly endedAt: number }
  | { readonly status: 'busy' | 'no-answer' | 'failed'; readonly dialedAt: number; readonly endedAt: number }
  | { readonly status: 'canceled'; readonly dialedAt: number | null; readonly endedAt: number };

export type CallMove = 'dial' | 'ring' | 'answer' | 'complete' | 'cancel' | 'busy' | 'no-answer' | 'fail';
export type CallEvent = 'initiated' | 'ringing' | 'answered' | 'completed';

/** Where the words of a call come from: an address of the application, or a document given with the request. */
export type Instructions =
  | {
      readonly kind: 'url';
      readonly url: string;
      readonly method: Method;
      readonly extra?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'twiml'; readonly twiml: string };
export type Webaddress = { readonly url: string; readonly method: Method };

/** What the application asked for when it created the call. */
export type CallRequest = {
  readonly to: string;
  readonly from: string;
  readonly instructions: Instructions;
  readonly fallback: Webaddress | null;
  readonly statusCallback: (Webaddress & { readonly events: ReadonlySet<CallEvent> }) | null;
  readonly ringSeconds: number;
  readonly timeLimitSeconds: number;
  readonly sendDigits: string | null;
  readonly machineDetection: MachineDetection;
};
export type MachineDetection =
  | { readonly kind: 'off' }
  | ({ readonly kind: 'before-document' } & DetectionRules)
  | ({ readonly kind: 'beside-document'; readonly callback: Webaddress | null } & DetectionRules);
export type DetectionRules = { readonly untilMessageEnd: boolean; readonly timeoutSeconds: number };

/** One line of what was heard on a call, in order. `said` is the application speaking. */
export type Caption = {
  readonly kind: 'said' | 'keys' | 'note' | 'far-end';
  readonly text: string;
  readonly language: string | null;
  /** The address of a sound that is played instead of words; it is not fetched. */
  readonly sound?: string;
};

export type Call = {
  readonly sid: string;
  readonly createdAt: number;
  /** How long it has to wait for its turn to be dialled. */
  readonly queueMs: number;
  readonly captions: Caption[];
  readonly line: Line;
  /** What was asked for; an update may change where it reports to, falls back to and how long it may last. */
  request: CallRequest;
  state: CallState;
  updatedAt: number;
  answeredBy: string | null;
};

/**
 * The state after a move.
 * @throws when the move is impossible from this state: a bug of the simulator, callers ask {@link isLive} first.
 */
export function moveCall(state: CallState, move: CallMove, now: number): CallState {
  switch (move) {
    case 'dial':
      if (state.status === 'queued') return { status: 'initiated', dialedAt: now };
      break;
    case 'ring':
      if (state.status === 'initiated') return { status: 'ringing', dialedAt: state.dialedAt };
      break;
    case 'answer':
      if (state.status === 'ringing') return { status: 'in-progress', dialedAt: state.dialedAt, answeredAt: now };
      break;
    case 'complete':
      if (state.status === 'in-progress') return { ...state, status: 'completed', endedAt: now };
      break;
    case 'busy':
    case 'no-answer':
    case 'fail':
      if (state.status === 'initiated' || state.status === 'ringing') {
        return { status: move === 'fail' ? 'failed' : move, dialedAt: state.dialedAt, endedAt: now };
      }
      break;
    case 'cancel':
      if (state.status === 'queued') return { status: 'canceled', dialedAt: null, endedAt: now };
      if (state.status === 'initiated' || state.status === 'ringing') {
        return { status: 'canceled', dialedAt: state.dialedAt, endedAt: now };
      }
      break;
    default:
      move satisfies never;
  }
  throw new Error(`A call that is ${state.status} cannot ${move}`);
}

/** False once the call is over, whatever the reason. */
export function isLive(state: CallState): boolean {
  return !('endedAt' in state);
}

/** Whole seconds from answer to end; null unless the call was answered and is over. */
export function durationSeconds(state: CallState): number | null {
  return state.status === 'completed' ? Math.max(Math.round((state.endedAt - state.answeredAt) / 1_000), 0) : null;
}
