/** Calls `draw` soon, and then at the earliest `everyMs` later, however often it is asked to. */
export function seldom(everyMs: number, draw: () => void): () => void {
  let drawnAt = 0;
  let due = false;
  return () => {
    if (due) return;
    due = true;
    setTimeout(
      () => {
        due = false;
        drawnAt = performance.now();
        draw();
      },
      drawnAt + everyMs - performance.now(),
    );
  };
}
