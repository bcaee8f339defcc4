import { type Html, html } from '../html.ts';
import type { Visit } from '../visit.ts';

interface Page {
  readonly title: string;
  readonly main: Html;
  /** What else the head has to say. */
  readonly head?: Html | undefined;
}

/** What every page has around it. */
export function layout(visit: Visit, { title, main, head }: Page): Html {
  const { language, company } = visit.words;
  return html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · ${company}</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/page.css">
    <link rel="stylesheet" href="/story.css">
    <script type="module" src="/live.js"></script>
    ${head}
  </head>
  <body>
    <header><p class="brand"><img src="/icon.svg" alt="" width="28" height="28"> ${company}</p>${menu(visit)}</header>
    <main><h1>${title}</h1>${main}</main>
  </body>
</html>`;
}

function menu(visit: Visit): Html | undefined {
  const { person, session } = visit;
  if (person === undefined) return undefined;
  const { settings, appPasswords, admin, signOut, menu: name } = visit.words.layout;
  const pages = html`<a href="/settings">${settings}</a> <a href="/app-passwords">${appPasswords}</a>
    ${person.isAdmin ? html`<a href="/admin">${admin}</a>` : undefined}`;
  return html`<nav aria-label="${name}">${session?.level === 'full' ? pages : undefined}
    ${form(visit, '/sign-out', html`<button class="plain">${signOut}</button>`)}</nav>`;
}

/** A form that only a page of ours can have made for this browser. */
export function form({ csrf }: Visit, action: string, fields: Html, id?: string): Html {
  return html`<form method="post" action="${action}"${id && html` id="${id}"`}><input type="hidden" name="csrf" value="${csrf}">${fields}</form>`;
}

/** A problem to say before anything else. */
export const problemNote = (problem: string | undefined): Html | undefined =>
  problem === undefined ? undefined : html`<p class="note bad" role="alert">${problem}</p>`;

interface Field {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly type?: string;
  readonly autocomplete?: string;
  readonly inputmode?: 'numeric' | 'tel';
  readonly maxlength?: number;
  /** The element that says more about it. */
  readonly describedBy?: string;
}

/** A field with its label. */
export function field({ name, label, value = '', type = 'text', maxlength = 64, ...rest }: Field): Html {
  const { autocomplete = 'off', inputmode = 'text', describedBy } = rest;
  return html`<label>${label} <input name="${name}" type="${type}" value="${value}" maxlength="${maxlength}" required
    autocomplete="${autocomplete}" inputmode="${inputmode}"${describedBy && html` aria-describedby="${describedBy}"`}></label>`;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Buttons of which one can be chosen. */
export function choices(name: string, legend: string, options: readonly Choice[], chosen: string | undefined): Html {
  const option = ({ value, label }: Choice) => html`<label class="choice">
    <input type="radio" name="${name}" value="${value}" required${value === chosen && html` checked`}> ${label}</label>`;
  return html`<fieldset><legend>${legend}</legend>${options.map(option)}</fieldset>`;
}

/** Any other page: a title, a sentence, and the way on. */
export function noticePage(visit: Visit, title: string, sentence: string): Html {
  const main = html`<p>${sentence}</p><p><a class="button" href="/sign-in">${visit.words.problems.start}</a></p>`;
  return layout(visit, { title, main });
}
