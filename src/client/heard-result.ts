/** A result as it was heard, before anybody has looked whether it is as the contract says. */
export interface HeardResult {
  readonly id: string;
  readonly type: string;
}

/** What a message is about; undefined if it is no result at all. Most are about challenges of others: look no further then. */
export function parseHeard(json: string): HeardResult | undefined {
  try {
    const { id, type, ...rest } = JSON.parse(json);
    return typeof id === 'string' && typeof type === 'string' ? { id, type, ...rest } : undefined;
  } catch {
    return undefined;
  }
}
