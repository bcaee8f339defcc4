/** How often trouble that does not end is told again. */
const againMs = 10_000;

/**
 * Tells of trouble that may come many times a second for as long as it lasts, such as a Redis that is away: at once, and then at
 * most every ten seconds. `times` is how often it came since it was told last.
 */
export function recurring(
  tell: (error: unknown, times: number) => void,
  now: () => number = () => performance.now(),
): (error: unknown) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  let times = 0;
  return (error) => {
    times++;
    if (now() - toldAt < againMs) return;
    toldAt = now();
    tell(error, times);
    times = 0;
  };
}
