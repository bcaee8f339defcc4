/** The hands of a person at one phone of the simulator: its control API. */
export function operate(simulator: string, number: string) {
  // biome-ignore lint/suspicious/noExplicitAny: a test takes from the simulator's answer what it knows to be there.
  return async (method: string, path: string, body?: object): Promise<any> => {
    const url = `${simulator}/simulator/v1/phones/${encodeURIComponent(number)}${path}`;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return await response.json();
  };
}
