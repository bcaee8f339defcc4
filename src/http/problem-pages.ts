import { type ProblemCode, problems } from './problem.ts';

/** What somebody who met a problem wants to know next. A code that is not here is explained by its own sentence. */
const more: Partial<Readonly<Record<ProblemCode, string>>> = {
  'not-json':
    'It may be cut short, be in another character set than UTF-8, or be a form. Nothing was changed; send it again as JSON.',
  'wrong-key':
    'The header may be missing, or the key was taken away. Several keys may belong to one app, so that a new one can be brought in before the old one goes.',
  'unknown-challenge':
    'Outcomes are kept for POUNDKEY_RESULT_TTL seconds, a day by default. A key sees the challenges of its own app only; those of another app are not there for it.',
  'id-taken': 'Ids are shared by all apps. Leave the id out, and one is made for you.',
  'id-reused':
    'The same id again is the same challenge, so that a repeat rings nobody twice. This request differs from the first in some field: take a new id for a new question.',
  'idempotency-key-reused':
    'A key stands for one request, word for word, so that a repeat rings nobody twice. Take a new key for a new question.',
  'no-code-to-check':
    'A call with pound, match or pin is answered on the phone, so there is nothing to type on a page. If other ways were asked for as well, the one with the code has not begun yet.',
  'body-too-large': 'No request needs that much. Metadata may have 16 entries of 256 characters.',
  'invalid-request':
    'All faults are told at once: path is where, message is what must be there. The value itself is never repeated, since it may be a number or a code. Nothing was created.',
  'number-invalid':
    'It is too short, too long, or in a range whose owner is paid for being called. Nothing was created, and nobody was asked anything.',
  'country-blocked':
    'Calls to countries where none of your people are cost money and bring nothing: an attacker is paid for them. Without the setting only the countries of your own numbers are allowed.',
  'rate-limited':
    'The member limit names it as the file of apps does: so many challenges to one number, for one subject, from one address, or failuresPerDay, the wrong codes, PINs and numbers of a day. Nothing was created, and a request that is refused uses up nothing.',
  'already-in-progress':
    'Two calls at once would teach people to press a key on whichever comes second. An app may say that the second takes the place of the first (second: replace).',
  'internal-error':
    'This is a fault in Poundkey. The request may be tried again with the same id: nobody is asked twice.',
  unavailable: 'Redis is away, loading, full or frozen. /readyz tells more, and so does the log.',
};

/** A page for each problem: what `type` in an answer leads to. */
export function problemPage(code: ProblemCode): string {
  const [status, title, detail] = problems[code];
  return layout(
    title,
    `<p class="code"><b>${status}</b> <code>${code}</code></p>
<h1>${title}</h1>
<p>${detail}</p>
${more[code] === undefined ? '' : `<p>${more[code]}</p>`}
<p><a href="/problems">All problems</a> · <a href="/docs">The API</a></p>`,
  );
}

/** All of them, by their status. */
export function problemList(): string {
  const rows = (Object.keys(problems) as ProblemCode[])
    .toSorted((a, b) => problems[a][0] - problems[b][0])
    .map((code) => {
      const [status, title] = problems[code];
      return `<tr><td>${status}</td><td><a href="/problems/${code}"><code>${code}</code></a></td><td>${title}</td></tr>`;
    });
  return layout(
    'Problems',
    `<h1>Problems</h1>
<p>Every refusal is <code>application/problem+json</code> (RFC 9457). Its <code>code</code> is stable; its sentences may become better ones.</p>
<table><thead><tr><th scope="col">Status</th><th scope="col">Code</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>
<p><a href="/docs">The API</a></p>`,
  );
}

/** Nothing in it comes from a request, so nothing has to be escaped. */
const layout = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Poundkey</title>
<link rel="icon" href="/docs/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/page/docs.css">
</head>
<body><main>${body}</main></body>
</html>`;
