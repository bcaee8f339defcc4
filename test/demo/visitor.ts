/** A browser without JavaScript, as far as a server can tell: keeps its cookie, follows no redirect by itself. */
export function createVisitor(baseUrl: string) {
  let cookie = '';
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { cookie, ...Object.fromEntries(new Headers(init.headers)) };
    const response = await fetch(new URL(path, baseUrl), { ...init, headers, redirect: 'manual' });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return response;
  };
  return {
    send,
    /** Sends the form of the sign-in page. */
    ask: (form: Record<string, string>, headers: Record<string, string> = {}) =>
      send('/sign-ins', { method: 'POST', headers, body: new URLSearchParams(form) }),
    async read(path: string): Promise<string> {
      return await (await send(path)).text();
    },
  };
}
