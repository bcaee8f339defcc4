import { type Html, html } from '../html.ts';
import type { Words } from '../words/words.ts';

/** The page of the demo: the sign-in on the left, the phones on the right, and in a narrow window only the sign-in. */
export function shellPage({ language, company, layout }: Words, simulatorUrl: string): Html {
  return html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${company}</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/page.css">
    <link rel="stylesheet" href="/shell.css">
  </head>
  <body>
    <main>
      <iframe src="/sign-in" title="${layout.story}"></iframe>
      <div><h1>${layout.example}</h1> ${layout.pretend} <a href="${simulatorUrl}" target="_blank" rel="noopener">${layout.handsets}</a>.</div>
    </main>
    <aside aria-label="${layout.phones}">
      <iframe src="${simulatorUrl}" title="${layout.framed}" loading="lazy" allow="autoplay; clipboard-write"></iframe>
    </aside>
  </body>
</html>`;
}
