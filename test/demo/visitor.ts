/** What came of a visit, and of the redirects after it. */
export interface Arrival {
  readonly status: number;
  readonly path: string;
  readonly text: string;
}

/** A browser without JavaScript, as far as a server can tell: it keeps cookies, follows redirects, and sends back the forms it was shown. */
export function createVisitor(baseUrl: string, agent = 'Visitor/1') {
  const cookies = new Map<string, string>();
  let csrf = '';
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, 'user-agent': agent, ...Object.fromEntries(new Headers(init.headers)) };
    const response = await fetch(new URL(path, baseUrl), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  const arrive = async (path: string, response: Response): Promise<Arrival> => {
    const location = response.headers.get('location');
    if (location !== null) return await read(location);
    const text = await response.text();
    csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? csrf;
    return { status: response.status, path, text };
  };
  const read = async (path: string): Promise<Arrival> => await arrive(path, await send(path));
  const submit = async (path: string, form: Record<string, string> = {}): Promise<Arrival> =>
    await arrive(path, await send(path, { method: 'POST', body: new URLSearchParams({ csrf, ...form }) }));
  return {
    cookies,
    send,
    read,
    /** Sends a form of the page that was read last. */
    submit,
    async signIn(name: keyof typeof passwords, extra: Record<string, string> = {}): Promise<Arrival> {
      await read('/sign-in');
      return await submit('/sign-in', { name, password: passwords[name], ...extra });
    },
  };
}

export type Visitor = ReturnType<typeof createVisitor>;

const passwords = { anna: 'tulip-harbour-42', bram: 'copper-window-17', clara: 'silver-meadow-68' };
