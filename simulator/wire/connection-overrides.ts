export type RetryPolicy = '4xx' | '5xx' | 'ct' | 'rt' | 'all';
export type Connection = {
  /** The address to request and to sign: without the fragment. */
  readonly url: string;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  /** Limit for all tries together. */
  readonly totalTimeoutMs: number;
  readonly retries: number;
  readonly retryOn: ReadonlySet<RetryPolicy>;
};

/**
 * Takes the connection overrides (`#ct=..&rt=..&tt=..&rc=..&rp=..`) off a webhook address. Missing or impossible values
 * are Twilio's defaults: one retry, and only when no connection came about
 * (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
 */
export function readConnection(address: string): Connection {
  const [url = '', fragment = ''] = splitOnce(address, '#');
  const asked = new URLSearchParams(fragment);
  const policies = (asked.get('rp') ?? 'ct').split(',').filter(isPolicy);
  return {
    url,
    connectTimeoutMs: between(asked.get('ct'), 100, 10_000, 5_000),
    readTimeoutMs: between(asked.get('rt'), 100, 15_000, 15_000),
    totalTimeoutMs: between(asked.get('tt'), 100, 15_000, 15_000),
    retries: between(asked.get('rc'), 0, 5, 1),
    retryOn: new Set(policies.length > 0 ? policies : ['ct']),
  };
}

export type TryOutcome =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'failed'; readonly stage: 'ct' | 'rt' };

/** Whether the policy asks for another try after this outcome. */
export function asksRetry(retryOn: ReadonlySet<RetryPolicy>, outcome: TryOutcome): boolean {
  if (outcome.kind === 'failed') return retryOn.has('all') || retryOn.has(outcome.stage);
  if (outcome.status < 400) return false;
  return retryOn.has('all') || retryOn.has(outcome.status < 500 ? '4xx' : '5xx');
}

function splitOnce(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function isPolicy(value: string): value is RetryPolicy {
  return ['4xx', '5xx', 'ct', 'rt', 'all'].includes(value);
}

function between(value: string | null, min: number, max: number, fallback: number): number {
  const number = value !== null && /^\d+$/.test(value) ? Number(value) : Number.NaN;
  return number >= min && number <= max ? number : fallback;
}
