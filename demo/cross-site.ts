import type { Request } from 'express';

/**
 * Whether a page of another site made the browser send this. Browsers say so themselves; older ones name the origin of a
 * form instead. What says neither is no browser, so it has no cookie that could be misused.
 */
export function isCrossSite({ headers }: Pick<Request, 'headers'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin, host } = headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}
