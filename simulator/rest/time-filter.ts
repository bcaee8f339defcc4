/**
 * A filter on a time: `Name=` a day (UTC), `Name>=` from then on, `Name<=` up to then; the two last as `Name>` and `Name<`
 * in the query, because the `=` belongs to it. Values are dates or ISO 8601 times. Null times pass no filter.
 */
export function timeFilter(query: URLSearchParams, name: string): (time: number | null) => boolean {
  const day = Date.parse(query.get(name) ?? '');
  const from = Date.parse(query.get(`${name}>`) ?? '');
  const to = endOf(query.get(`${name}<`));
  const asked = [day, from, to].some((bound) => !Number.isNaN(bound));
  return (time) => {
    if (!asked || time === null) return !asked;
    // Twilio's times have whole seconds.
    const second = Math.floor(time / 1_000) * 1_000;
    return (Number.isNaN(day) || dayOf(second) === dayOf(day)) && !(second < from) && !(second > to);
  };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A bare date as upper bound includes that day. */
function endOf(value: string | null): number {
  const time = Date.parse(value ?? '');
  return value !== null && /^\d{4}-\d{2}-\d{2}$/.test(value) ? time + 86_399_999 : time;
}
