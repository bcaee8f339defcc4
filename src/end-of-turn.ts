/** What waits for the end of this turn of the event loop, when every socket that had something to say has been read. */
const waiting = { decide: [] as (() => void)[], send: [] as (() => void)[] };
let isSet = false;

/**
 * Runs `work` at the end of this turn. What is to be decided comes first, then what is to be sent: so what follows from a
 * decision leaves with the rest. There is one event loop, so there is one end of its turn for all.
 */
export function atEndOfTurn(when: keyof typeof waiting, work: () => void): void {
  waiting[when].push(work);
  if (isSet) return;
  isSet = true;
  setImmediate(end);
}

function end(): void {
  for (const work of waiting.decide.splice(0)) work();
  const sending = waiting.send.splice(0);
  // What was asked for by then and is not done here is for the next turn.
  isSet = waiting.decide.length > 0;
  if (isSet) setImmediate(end);
  for (const work of sending) work();
}
