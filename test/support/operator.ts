/** Signs an operator in over HTTP and gives the cookies of the session. */
export async function signInCookie(api: string, name: string, password: string): Promise<string> {
  const form = await fetch(`${api}/ops/sign-in`);
  const [, formToken = ''] = /name="formToken" value="([^"]+)"/.exec(await form.text()) ?? [];
  const cookie = form.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const body = new URLSearchParams({ name, password, formToken });
  const response = await fetch(`${api}/ops/sign-in`, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
  if (response.status !== 303) throw new Error(`sign-in was answered with ${response.status}`);
  return response.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
}
