/** One event of a stream, as the HTML standard reads it. */
export interface ServerEvent {
  /** That of the newest event that had one: where to go on. */
  readonly id: string | undefined;
  readonly data: string;
}

/** More than any result has: what sends so much without a line end is no gateway. */
const pendingCharactersMax = 1_000_000;

/** Reads server-sent events as they come; comments keep the line alive and say nothing. */
export async function* readServerEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const fields = gatherFields();
  for await (const line of linesOf(bytes)) {
    const event = fields.take(line);
    if (event !== undefined) yield event;
  }
}

/** Lines may end in CR, LF or both, and a chunk may end anywhere: within a letter, or between CR and LF. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of bytes) {
    pending += decoder.decode(chunk, { stream: true });
    // A CR at the very end may be half of a line end.
    const lines = pending.split(/\r\n|\n|\r(?!$)/);
    pending = lines.pop() ?? '';
    if (pending.length > pendingCharactersMax) throw new Error('The event stream has a line without an end.');
    yield* lines;
  }
  if (pending !== '') yield pending.replace(/\r$/, '');
}

function gatherFields() {
  let id: string | undefined;
  let data: string[] = [];
  return {
    /** The event that ends with this line. One that the stream breaks off in is none. */
    take(line: string): ServerEvent | undefined {
      const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (name === 'data') data.push(value);
      else if (name === 'id' && !value.includes('\0')) id = value;
      if (line !== '' || data.length === 0) return undefined;
      const event = { id, data: data.join('\n') };
      data = [];
      return event;
    },
  };
}
