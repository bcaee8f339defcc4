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

// setTimeout turns a longer delay into 1 ms (Node documentation, timers).
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * Real time plus an offset that only {@link Clock.advance} moves.
 * Timers of equal time fire in the order in which they were set.
 */
export function createClock(): Clock {
  let offset = 0;
  let timers: Timer[] = [];
  let alarm: NodeJS.Timeout | undefined;
  let advancing = false;
  let turn: Promise<void> = Promise.resolve();
  const now = () => Date.now() + offset;

  function arm(): void {
    clearTimeout(alarm);
    const next = timers[0];
    if (advancing || next === undefined) return;
    alarm = setTimeout(ring, Math.min(Math.max(next.at - now(), 0), LONGEST_DELAY_MS));
  }

  function ring(): void {
    for (let next = timers[0]; next !== undefined && !advancing && next.at <= now(); next = timers[0]) {
      timers.shift();
      next.fire();
    }
    arm();
  }

  function after(ms: number, fire: () => void): () => void {
    const timer = { at: now() + ms, fire };
    const later = timers.findIndex((other) => other.at > timer.at);
    timers.splice(later === -1 ? timers.length : later, 0, timer);
    arm();
    return () => {
      const place = timers.indexOf(timer);
      if (place !== -1) timers.splice(place, 1);
    };
  }

  async function travel(ms: number, settle: () => Promise<void>): Promise<void> {
    const target = now() + ms;
    advancing = true;
    try {
      for (;;) {
        await settle();
        const next = timers[0];
        if (next === undefined || next.at > target) break;
        offset += Math.max(next.at - now(), 0);
        timers.shift();
        next.fire();
      }
      offset += Math.max(target - now(), 0);
    } finally {
      advancing = false;
      arm();
    }
  }

  return {
    now,
    after,
    advance(ms, settle) {
      turn = turn.then(() => travel(ms, settle));
      return turn;
    },
    reset() {
      timers = [];
      offset = 0;
      clearTimeout(alarm);
    },
  };
}
