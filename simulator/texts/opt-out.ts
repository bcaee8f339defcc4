const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'OPTOUT', 'REVOKE']);
const START = new Set(['START', 'UNSTOP', 'YES']);
const HELP = new Set(['HELP', 'INFO']);
const OPT_OUTS_MAX = 10_000;

/**
 * The carrier's rule for single-word texts: STOP and its kin block texts from that number to this phone (error 21610 when
 * the application tries) until START. Returns what the phone is told, null for an ordinary text.
 */
export function noteOptOut(
  optOuts: Set<string>,
  text: { readonly from: string; readonly to: string; readonly body: string },
): string | null {
  const word = text.body.trim().toUpperCase();
  const pair = optOutKey(text.from, text.to);
  if (STOP.has(word)) {
    optOuts.add(pair);
    const [oldest] = optOuts;
    if (optOuts.size > OPT_OUTS_MAX && oldest !== undefined) optOuts.delete(oldest);
    return 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.';
  }
  if (START.has(word) && optOuts.delete(pair)) {
    return 'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.';
  }
  if (HELP.has(word)) return 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.';
  return null;
}

/** How a phone and the number it refuses are kept together. */
export function optOutKey(phone: string, number: string): string {
  return `${phone} ${number}`;
}
