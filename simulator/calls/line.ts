import type { GatherRules } from '../twiml/gather-rules.ts';
import type { CallbackQueue } from '../wire/callback-queue.ts';
import type { Instructions } from './call.ts';
import type { Switchboard } from './switchboard.ts';

/** A gather that listens: open from its first word, so that a key may cut its prompt short. */
export type OpenGather = {
  readonly rules: GatherRules;
  /** Keys taken so far. */
  digits: string;
  /** Hands over one key, which may end the gather. */
  readonly take: (key: string) => void;
};

/** The moving parts of a live call. */
export type Line = {
  readonly callbacks: CallbackQueue;
  /** Cancels for every timer of this call. */
  readonly timers: Set<() => void>;
  /** Aborted when the document now running has to stop: the call ended or was sent elsewhere. */
  turn: AbortController;
  /** Where a REST update sent the call; taken up when the turn is over. */
  detour: Instructions | null;
  gather: OpenGather | null;
  /** The operator who has answered instead of the person; null when the person is on the line. */
  switchboard: Switchboard | null;
  /** Cancels the end by the time limit. */
  stopLimit: () => void;
  callbackCount: number;
};

/** A line on which nothing has happened yet. */
export function createLine(callbacks: CallbackQueue): Line {
  return {
    callbacks,
    timers: new Set(),
    turn: new AbortController(),
    detour: null,
    gather: null,
    switchboard: null,
    stopLimit: () => {},
    callbackCount: 0,
  };
}
