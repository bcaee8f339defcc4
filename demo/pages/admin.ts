import { type Html, html } from '../html.ts';
import type { Entry } from '../store/history.ts';
import type { Person } from '../store/people.ts';
import type { Visit } from '../visit.ts';
import { waysOf } from '../ways.ts';
import { field, form, layout, problemNote } from './layout.ts';
import { aboutWords, timeOf } from './settings.ts';

interface Shown {
  readonly people: readonly Person[];
  readonly entries: readonly Entry[];
  readonly now: number;
  readonly problem?: string | undefined;
}

/** Everybody, what an administrator can do for them, and who did what. */
export function adminPage(visit: Visit, { people, entries, now, problem }: Shown): Html {
  const words = visit.words.admin;
  const row = ({ at, actor, person, what, about }: Entry) => html`<tr><td>${timeOf(visit.words.locale, at)}</td>
    <td>${actor}</td><td>${person}</td><td>${visit.words.happenings[what]}${about && html` <small>${aboutWords(visit.words, about)}</small>`}</td></tr>`;
  const main = html`${problemNote(problem)}
    <ul class="cards">${people.map((person) => personCard(visit, person, now))}</ul>
    <section><h2>${words.log}</h2><div class="wide" tabindex="0" role="region" aria-label="${words.log}"><table>
      <thead><tr>${[words.when, words.who, words.whose, words.what].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${entries.map(row)}</tbody></table></div></section>`;
  return layout(visit, { title: words.title, main });
}

function personCard(visit: Visit, person: Person, now: number): Html {
  const { admin: words, phones } = visit.words;
  const phonesOfTheirs = [...new Set(waysOf(person).map(({ phone }) => phones[phone]))];
  const act = (action: string, label: string, fields?: Html) =>
    form(
      visit,
      '/admin',
      html`<input type="hidden" name="person" value="${person.name}">${fields}
      <button class="quiet" name="action" value="${action}">${label}</button>`,
    );
  const office = html`
    ${field({ name: 'number', label: words.officeNumber, value: person.officeNumber ?? '', inputmode: 'tel', maxlength: 40 })}
    ${field({ name: 'extension', label: words.extension, value: person.officeExtension ?? '', inputmode: 'numeric', maxlength: 8 })}`;
  const isOpen = person.bypassUntil !== null && person.bypassUntil > now;
  return html`<li id="${person.name}"><h2>${person.shown}</h2>
    <p>${person.isRequired ? html`<mark>${words.required}</mark>` : undefined}
      ${person.lockedAt !== null && html`<mark class="bad">${words.locked}</mark>`}
      ${isOpen && html`<mark class="bad">${words.bypass}</mark>`}</p>
    <p>${words.has} ${phonesOfTheirs.join(', ') || words.hasNothing}</p>
    <div class="buttons">
      ${person.isRequired ? act('not-required', words.notRequire) : act('required', words.require)}
      ${act('reset', words.reset)} ${person.lockedAt !== null && act('unlocked', words.unlock)}</div>
    <details><summary>${words.officeNumber}</summary>${act('office-changed', words.saveOffice, office)}</details>
    <details><summary>${words.giveBypass}</summary>
      ${act('bypass-given', words.giveBypass, field({ name: 'reason', label: words.reason, maxlength: 100 }))}</details></li>`;
}
