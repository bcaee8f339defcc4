// As much of curl as our pages use, for machines that have none.
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    'no-buffer': { type: 'boolean', short: 'N' },
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true, default: [] },
    data: { type: 'string', short: 'd', multiple: true, default: [] },
    'data-urlencode': { type: 'string', multiple: true, default: [] },
    user: { type: 'string', short: 'u' },
  },
});
const encoded = values['data-urlencode'].map((pair) => {
  const [name = '', ...rest] = pair.split('=');
  return `${name}=${encodeURIComponent(rest.join('='))}`;
});
const body = [...encoded, ...values.data].join('&');
const headers = new Headers(
  values.header.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
);
if (values.user !== undefined) headers.set('Authorization', `Basic ${btoa(values.user)}`);
if (body !== '' && !headers.has('Content-Type')) headers.set('Content-Type', 'application/x-www-form-urlencoded');
const method = values.request ?? (body === '' ? 'GET' : 'POST');
const response = await fetch(positionals[0] ?? '', { method, headers, ...(body !== '' && { body }) });
for await (const chunk of response.body ?? []) process.stdout.write(chunk);
