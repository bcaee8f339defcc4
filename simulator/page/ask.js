/**
 * Asks the control API. Resolves with the refusal in words, or with null when it is done.
 *
 * @param {'POST' | 'PUT' | 'GET'} method
 * @param {string} path below /simulator/v1
 * @param {unknown} [body]
 * @returns {Promise<string | null>}
 */
export async function ask(method, path, body) {
  try {
    const response = await fetch(`simulator/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (response.ok) return null;
    const problem = await response.json();
    return problem.detail ?? problem.title ?? `The simulator answered ${response.status}`;
  } catch {
    return 'The simulator does not answer';
  }
}
