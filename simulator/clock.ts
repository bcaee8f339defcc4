export type Clock = {
  /** Milliseconds since the epoch, as the simulator sees it. */
  now(): number;
  /** Fires once, `ms` from now; returns what cancels it. */
  after(ms: number, fire: () => void): () => void;
  /** Moves time forward by `ms`, firing every timer that falls due, in order; `settle` is awaited before each. */
  advance(ms: number, settle: () => Promise<void>): Promise<void>;
  /** Drops every timer and goes back to real time. */
  reset(): void;
};

type Timer = { readonly at: number; readonly fire: () => void };
type State = {
  /** What advancing has added to real time, in milliseconds. */
  offset: number;
  /** By time, then by the order of setting. */
  timers: Timer[];
  alarm: NodeJS.Timeout | undefined;
  advancing: boolean;
  turn: Promise<void>;
};

// setTimeout turns a longer delay into 1 ms (Node documentation, timers).
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * Real time plus an offset that only {@link Clock.advance} moves.
 * Timers of equal time fire in the order in which they were set.
 */
export function createClock(): Clock {
  const state: State = { offset: 0, timers: [], alarm: undefined, advancing: false, turn: Promise.resolve() };
  return {
    now: () => nowOf(state),
    after: (ms, fire) => addTimer(state, { at: nowOf(state) + ms, fire }),
    advance(ms, settle) {
      state.turn = state.turn.then(() => travel(state, ms, settle));
      return state.turn;
    },
    reset() {
      state.timers = [];
      state.offset = 0;
      clearTimeout(state.alarm);
    },
  };
}

function nowOf(state: State): number {
  return Date.now() + state.offset;
}

function addTimer(state: State, timer: Timer): () => void {
  const place = countWhile(state.timers, (other) => other.at <= timer.at);
  state.timers.splice(place, 0, timer);
  if (place === 0) arm(state);
  return () => {
    const first = countWhile(state.timers, (other) => other.at < timer.at);
    for (let at = first; state.timers[at]?.at === timer.at; at += 1) {
      if (state.timers[at] !== timer) continue;
      state.timers.splice(at, 1);
      return;
    }
  };
}

/** How many timers from the first on are `early`, by halving: there may be tens of thousands. */
function countWhile(timers: readonly Timer[], early: (timer: Timer) => boolean): number {
  let [low, high] = [0, timers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const timer = timers[middle];
    if (timer !== undefined && early(timer)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function arm(state: State): void {
  clearTimeout(state.alarm);
  const next = state.timers[0];
  if (state.advancing || next === undefined) return;
  const delay = Math.min(Math.max(next.at - nowOf(state), 0), LONGEST_DELAY_MS);
  state.alarm = setTimeout(() => ring(state), delay);
}

function ring(state: State): void {
  for (let next = state.timers[0]; next !== undefined && next.at <= nowOf(state); next = state.timers[0]) {
    state.timers.shift();
    next.fire();
  }
  arm(state);
}

async function travel(state: State, ms: number, settle: () => Promise<void>): Promise<void> {
  state.advancing = true;
  clearTimeout(state.alarm);
  try {
    // What is under way first sets its timers; the journey begins after that, or it would end just before them.
    await settle();
    const target = nowOf(state) + ms;
    for (;;) {
      const next = state.timers[0];
      if (next === undefined || next.at > target) break;
      state.offset += Math.max(next.at - nowOf(state), 0);
      state.timers.shift();
      next.fire();
      await settle();
    }
    state.offset += Math.max(target - nowOf(state), 0);
  } finally {
    state.advancing = false;
    arm(state);
  }
}
