const levels: Readonly<Record<string, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warning',
  50: 'error',
  60: 'fatal',
};

interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly error?: { readonly message?: string };
}

/** A line of the gateway's JSON log in words for a terminal; undefined if it is none. */
export function readableLogLine(line: string): string | undefined {
  const parsed = parse(line);
  if (parsed === undefined) return undefined;
  const { level, msg, error } = parsed;
  const why = error?.message === undefined ? '' : ` (${error.message})`;
  return `${levels[level] ?? level}: ${msg}${why}`;
}

function parse(line: string): LogLine | undefined {
  try {
    const value = JSON.parse(line);
    return typeof value?.level === 'number' && typeof value.msg === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
