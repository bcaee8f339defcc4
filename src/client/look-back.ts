import { partitionOf } from '../contract/names.ts';
import { parseHeard } from './heard-result.ts';
import type { Questions } from './questions.ts';
import type { ResultStreams } from './result-streams.ts';

/** A challenge that nobody asked before is heard of within this time, nearly always. */
const silenceMs = 1_500;
/** Minutes of a stream may be read: not more often than that. */
const gapMs = 5_000;

interface Deps {
  readonly questions: Questions;
  readonly streams: ResultStreams;
}

/**
 * Looks for the past of challenges of which nothing is heard. Somebody else, or this program before it was started anew, may
 * have asked them, and they may be over. Gives what to call now and then.
 */
export function lookingBack({ questions, streams }: Deps): (now: number) => Promise<void> {
  const silentSince = new Map<string, number>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  return async (now) => {
    const silent = questions.silent();
    const ids = new Set(silent.map(({ id }) => id));
    for (const id of silentSince.keys()) if (!ids.has(id)) silentSince.delete(id);
    for (const id of ids) if (!silentSince.has(id)) silentSince.set(id, now);
    const due = silent.filter(({ id }) => now - (silentSince.get(id) ?? now) >= silenceMs);
    if (due.length === 0 || now - lookedAt < gapMs) return;
    lookedAt = now;
    for (const [partition, group] of Map.groupBy(due, ({ id }) => partitionOf(id))) {
      const past = await streams.past(partition, new Set(group.map(({ id }) => id)));
      const byId = Map.groupBy(past, (json) => parseHeard(json)?.id);
      for (const question of group) {
        question.lookedBack = true;
        // What came meanwhile is newer; steps would be told in the wrong order.
        if (question.hearing.isSilent()) for (const json of byId.get(question.id) ?? []) questions.hear(json);
      }
    }
  };
}
