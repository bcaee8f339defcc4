/** Asks the control API. Resolves with the refusal in words, or with null when it is done. */
export async function ask(method: 'POST' | 'PUT' | 'GET', path: string, body?: unknown): Promise<string | null> {
  try {
    const response = await fetch(`simulator/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (response.ok) return null;
    const problem = await response.json();
    return problem.detail ?? problem.title;
  } catch {
    return 'The simulator does not answer';
  }
}

/** Where a phone is in the control API. */
export function phonePath(number: string): string {
  return `/phones/${encodeURIComponent(number)}`;
}
