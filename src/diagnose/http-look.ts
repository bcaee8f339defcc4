/** What came back for one request; `silent`: nothing did, and why. */
export type Look =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Headers; readonly text: string }
  | { readonly kind: 'silent'; readonly why: string };

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const msMax = 8_000;
const textMax = 100_000;

/** One request with a deadline, no redirects followed. Never throws. */
export async function look(fetchFrom: Fetch, url: string, init: RequestInit = {}): Promise<Look> {
  try {
    const response = await fetchFrom(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(msMax) });
    const text = (await response.text()).slice(0, textMax);
    return { kind: 'answer', status: response.status, headers: response.headers, text };
  } catch (error) {
    return { kind: 'silent', why: whyOf(error) };
  }
}

function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer in ${msMax / 1_000} s`;
  // fetch says "fetch failed" and hides why in its cause, which has a code but not always a message.
  const cause = error.cause instanceof Error ? (error.cause as NodeJS.ErrnoException) : undefined;
  return cause?.code ?? cause?.message ?? error.message;
}
