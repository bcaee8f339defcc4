import { type TwilioError, twilioError } from './twilio-error.ts';

export type Page<T> = { readonly items: readonly T[]; readonly envelope: object };
type Listed = { readonly sid: string };

const SIZE_DEFAULT = 50;
const SIZE_MAX = 1_000;

/**
 * One page of a list, newest first, with Twilio's envelope (first_page_uri, next_page_uri …). The next page starts after
 * the last item of this one (`PageToken=PA…`), so that what is created in between shifts nothing.
 */
export function listPage<T extends Listed>(newestFirst: readonly T[], path: string, query: URLSearchParams): Page<T> {
  const size = Math.min(Math.max(Number.parseInt(query.get('PageSize') ?? '', 10) || SIZE_DEFAULT, 1), SIZE_MAX);
  const page = Math.max(Number.parseInt(query.get('Page') ?? '', 10) || 0, 0);
  const from = startOf(newestFirst, query.get('PageToken'), page, size);
  const items = newestFirst.slice(from, from + size);
  const uri = (number: number, token: string | null) => {
    const next = new URLSearchParams(query);
    next.set('PageSize', String(size));
    next.set('Page', String(number));
    if (token === null) next.delete('PageToken');
    else next.set('PageToken', token);
    return `${path}?${next}`;
  };
  const envelope = {
    first_page_uri: uri(0, null),
    next_page_uri: from + size < newestFirst.length ? uri(page + 1, `PA${items.at(-1)?.sid}`) : null,
    previous_page_uri: from > 0 && page > 0 ? uri(page - 1, `PB${items[0]?.sid ?? ''}`) : null,
    uri: uri(page, query.get('PageToken')),
    page,
    page_size: size,
    start: from,
    end: Math.max(from + items.length - 1, from),
  };
  return { items, envelope };
}

/** The refusal of a PageToken that no page can have named; null when it is in order. */
export function badPageToken(query: URLSearchParams): TwilioError | null {
  const token = query.get('PageToken');
  return token === null || /^P[AB][A-Z]{2}[0-9a-f]{32}$/.test(token)
    ? null
    : twilioError(21481, `Invalid PageToken: ${token}`);
}

function startOf(items: readonly Listed[], token: string | null, page: number, size: number): number {
  const place = items.findIndex((item) => item.sid === token?.slice(2));
  if (place === -1) return page * size;
  return token?.startsWith('PB') ? Math.max(place - size, 0) : place + 1;
}
