import { type Html, html } from '../html.ts';
import { type Person, seeds } from '../store/people.ts';
import type { Visit } from '../visit.ts';
import { nameOf, waysOf } from '../ways.ts';
import { choices, field, form, layout, problemNote } from './layout.ts';

/** The first page; `problem` says why we are here again. */
export function signInPage(visit: Visit, given: { name?: string; password?: string }, problem?: string): Html {
  const { title, name, password, button, people, use, seeds: about } = visit.words.signIn;
  const fields = html`
    ${field({ name: 'name', label: name, value: given.name ?? '', autocomplete: 'username' })}
    ${field({ name: 'password', label: password, value: given.password ?? '', type: 'password', autocomplete: 'current-password' })}
    <button>${button}</button>`;
  const rows = seeds.map(
    (seed) => html`<li><a href="/sign-in?as=${seed.name}">${use(seed.name)}</a> ${about[seed.name]}<br>
      <small>${password}: <code>${seed.password}</code></small></li>`,
  );
  const main = html`${problemNote(problem)} ${form(visit, '/sign-in', fields)}
    <section class="seeds"><h2>${people}</h2><ul>${rows}</ul></section>`;
  return layout(visit, { title, main });
}

/** Every way that this person has set up, to choose one of. */
export function secondStepPage(visit: Visit, person: Person): Html {
  const { title, lead, button, none } = visit.words.secondStep;
  const ways = waysOf(person);
  const options = ways.map((way) => ({ value: nameOf(way), label: wayWords(visit, way) }));
  const main = html`
    ${form(visit, '/second-step', html`${choices('way', lead, options, options[0]?.value)}<button>${button}</button>`)}
    <p class="soft">${none}</p>`;
  return layout(visit, { title, main });
}

/** A way as people say it: what happens, and to which of their phones. */
export function wayWords({ words }: Visit, { phone, method }: { phone: string; method: string }): string {
  const methods: Readonly<Record<string, string>> = words.methods;
  const phones: Readonly<Record<string, string>> = words.phones;
  return phone === 'app' ? `${methods[method]}` : `${methods[method]} (${phones[phone]})`;
}

/** Where the code of an authenticator app is typed. */
export function appCodePage(visit: Visit, problem?: string): Html {
  const { appTitle, appLead, code } = visit.words.secondStep;
  const fields = html`
    ${field({ name: 'code', label: code, inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 7 })}
    ${remember(visit)}<button>${visit.words.asking.verify}</button>`;
  const main = html`<p>${appLead}</p>${problemNote(problem)} ${form(visit, '/second-step/app', fields)}
    <p><a href="/second-step">${visit.words.asking.otherWay}</a></p>`;
  return layout(visit, { title: appTitle, main });
}

/** The box that spares a device the second step. */
export const remember = ({ words }: Visit, form?: string): Html => html`<label class="choice">
  <input type="checkbox" name="remember" value="yes"${form && html` form="${form}"`}> ${words.secondStep.remember}</label>`;
