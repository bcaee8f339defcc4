import { type Html, html } from '../html.ts';
import { endOf } from '../numbers.ts';
import type { PersonalVisit } from '../routes/route.ts';
import type { AppPassword } from '../store/app-passwords.ts';
import type { Entry } from '../store/history.ts';
import type { Visit } from '../visit.ts';
import { nameOf, numberOf, waysOf } from '../ways.ts';
import { isReason, type Words } from '../words/words.ts';
import { choices, field, form, layout, problemNote } from './layout.ts';
import { wayWords } from './sign-in.ts';

interface Shown {
  readonly entries: readonly Entry[];
  readonly isSaved?: boolean;
  readonly problem?: string;
}

/** What a person can see and change of their own account. */
export function settingsPage(visit: PersonalVisit, { entries, isSaved = false, problem }: Shown): Html {
  const { settings: words, setUp } = visit.words;
  const ways = waysOf(visit.person);
  const options = ways.map((way) => ({ value: nameOf(way), label: wayWords(visit, way) }));
  const preferred = html`${choices('way', words.preferred, options, options[0]?.value)}<button>${words.save}</button>`;
  const main = html`<p>${words.hello(visit.person.shown)}</p>
    ${problemNote(problem)}${isSaved && html`<p class="note approved" role="status">${words.saved}</p>`}
    ${
      ways.length > 0
        ? form(visit, '/settings/preferred', preferred)
        : html`<p class="note">${words.noneYet}</p><p><a class="button" href="/set-up/methods">${setUp.now}</a></p>`
    }
    <section><h2>${words.contacts}</h2><ul class="rows">${contacts(visit)}</ul></section>
    ${visit.person.mobile && pinSection(visit)}
    <section><h2>${words.history}</h2>${timeline(visit, entries)}<p>${words.notMeLead}</p>
      ${form(visit, '/settings/not-me', html`<button class="quiet bad">${words.notMe}</button>`)}</section>
    <section><h2>${words.everywhere}</h2><p>${words.everywhereLead}</p>
      ${form(visit, '/settings/everywhere', html`<button class="quiet">${words.everywhere}</button>`)}</section>`;
  return layout(visit, { title: words.title, main });
}

function contacts({ words, person }: PersonalVisit): Html[] {
  const { change, add, endsIn, paired } = words.settings;
  return (['mobile', 'office', 'second', 'app'] as const).map((what) => {
    const number = what === 'app' ? null : numberOf(person, what);
    const has = number === null ? what === 'app' && person.authenticator !== null && paired : endsIn(endOf(number));
    const name = words.phones[what];
    return html`<li><span><strong>${name}</strong> ${has}</span> <a href="/set-up/${what}">${has ? change(name) : add(name)}</a></li>`;
  });
}

function pinSection(visit: PersonalVisit): Html {
  const { pin, pinLead, newPin, save } = visit.words.settings;
  // Browsers that keep passwords want to know whose it is.
  const fields = html`<input type="text" autocomplete="username" value="${visit.person.name}" hidden>
    ${field({ name: 'pin', label: newPin, type: 'password', inputmode: 'numeric', autocomplete: 'new-password', maxlength: 8 })}
    <button class="quiet">${save}</button>`;
  return html`<section><h2>${pin}</h2><p>${pinLead}</p>${form(visit, '/settings/pin', fields)}</section>`;
}

function timeline({ words }: PersonalVisit, entries: readonly Entry[]): Html {
  const item = ({ at, what, about, actor, person }: Entry) => html`<li>${timeOf(words.locale, at)}
    <span>${words.happenings[what]}${actor !== person && ` (${words.settings.by(actor)})`}${about && html` <small>${aboutWords(words, about)}</small>`}</span></li>`;
  return html`<ul class="timeline">${entries.map(item)}</ul>`;
}

/** What a line of the history is about: a reason of Poundkey's in words. */
export const aboutWords = ({ endings }: Words, about: string): string =>
  isReason(about) ? endings[about].title : about;

/** A point in time, for people and for programs. */
export function timeOf(locale: string, at: number): Html {
  const shown = new Date(at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return html`<time datetime="${new Date(at).toISOString()}">${shown}</time>`;
}

interface AppPasswordsShown {
  readonly list: readonly AppPassword[];
  readonly made?: { readonly name: string; readonly password: string };
  /** They are made for the first time, as the last step of the set-up. */
  readonly isFirst: boolean;
  readonly address: string;
}

/** Passwords for programs that know no second step. */
export function appPasswordsPage(visit: Visit, { list, made, isFirst, address }: AppPasswordsShown): Html {
  const words = visit.words.appPasswords;
  const item = ({ id, name, madeAt, usedAt }: AppPassword) => html`<li><span><strong>${name}</strong>
    <small>${words.made} ${timeOf(visit.words.locale, madeAt)}, ${usedAt === null ? words.never : html`${words.used} ${timeOf(visit.words.locale, usedAt)}`}</small></span>
    ${form(visit, '/app-passwords/remove', html`<input type="hidden" name="id" value="${id}"><button class="quiet">${words.remove(name)}</button>`)}</li>`;
  const once =
    made &&
    html`<div class="note approved" role="status"><p>${words.once(made.name)}</p>
    <p><code class="password">${made.password}</code></p>
    <p>${words.tryIt} <code>curl -u ${visit.person?.name}:${made.password} ${address}/legacy</code></p></div>`;
  const first = isFirst && html`<input type="hidden" name="first" value="yes">`;
  const main = html`<p>${words.lead}</p>${once}
    ${form(visit, '/app-passwords', html`${first}${field({ name: 'name', label: words.name, maxlength: 40 })}<button>${words.make}</button>`)}
    ${list.length === 0 ? html`<p class="soft">${words.none}</p>` : html`<ul class="rows">${list.map(item)}</ul>`}
    ${isFirst && html`<p><a class="button" href="/done">${words.finish}</a></p>`}`;
  return layout(visit, { title: words.title, main });
}
