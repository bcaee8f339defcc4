import type { WireEntry } from '../wire/wire-log.ts';

/**
 * The request as a command for a shell. What the application asked needs its token, which the record never holds: the
 * shell puts it in, or else the one that a simulator has of which nobody has said another.
 */
export function asCurl(entry: WireEntry, origin: string, accountSid: string): string {
  const inbound = entry.direction === 'in';
  const signature = entry.signature === null ? [] : [`-H ${quote(`X-Twilio-Signature: ${entry.signature}`)}`];
  const fields = Object.entries(entry.fields).flatMap(([name, value]) =>
    [value].flat().map((each) => `--data-urlencode ${quote(`${name}=${each}`)}`),
  );
  return [
    `curl -X ${entry.method} ${quote(inbound ? new URL(entry.url, origin).href : entry.url)}`,
    ...(inbound ? [`-u "${accountSid}:\${TWILIO_AUTH_TOKEN:-simulator-auth-token}"`] : signature),
    // Those of a GET are in its address already.
    ...(entry.method === 'GET' ? [] : fields),
  ].join(' \\\n  ');
}

/** One word for a shell, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
