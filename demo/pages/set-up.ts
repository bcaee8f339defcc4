import { type Html, html } from '../html.ts';
import { countriesFor } from '../numbers.ts';
import type { PersonalVisit } from '../routes/route.ts';
import { nameOf, type Phone, waysOf, waysToSetUp } from '../ways.ts';
import { choices, field, form, layout, problemNote } from './layout.ts';
import { wayWords } from './sign-in.ts';

/** Says that there has to be a second step, to somebody who has none. */
export function requiredPage(visit: PersonalVisit): Html {
  const { requiredTitle, required, now } = visit.words.setUp;
  const main = html`<p>${required}</p><p><a class="button" href="/set-up/methods">${now}</a></p>`;
  return layout(visit, { title: requiredTitle, main });
}

/** How should we contact you? */
export function methodsPage(visit: PersonalVisit): Html {
  const { setUp: words, phones } = visit.words;
  const card = (title: string, about: string, on: Html) => html`<li><h2>${title}</h2><p>${about}</p>${on}</li>`;
  const link = (path: string, title: string) =>
    html`<a class="button" href="/set-up/${path}" aria-label="${words.choose}: ${title}">${words.choose}</a>`;
  const main = html`<p>${words.methodsLead}</p><ul class="cards">
    ${card(capital(phones.mobile), words.about.mobile, link('mobile', phones.mobile))}
    ${card(capital(phones.office), words.about.office, link('office', phones.office))}
    ${card(words.approveTitle, words.about.approve, html`<p class="soft"><strong>${words.notYet}.</strong> ${words.approveWhy}</p>`)}
    ${card(words.appTitle, words.about.app, link('app', words.appTitle))}
  </ul>`;
  return layout(visit, { title: words.methodsTitle, main });
}

export interface PhoneForm {
  readonly country: string;
  readonly number: string;
  readonly way?: string | undefined;
  readonly problem?: string | undefined;
}

/** Country, number, and how to ask: for the first phone and for the second. */
export function phonePage(
  visit: PersonalVisit,
  phone: 'mobile' | 'second',
  given: PhoneForm,
  allowed: ReadonlySet<string>,
): Html {
  const { words, locale } = visit;
  const { phoneTitle, secondTitle, secondLead, skip, country, search, notAllowed, number, numberHint, contact } =
    words.setUp;
  const option = ({ code, flag, name, callingCode, isAllowed }: ReturnType<typeof countriesFor>[number]) =>
    html`<option value="${code}"${code === given.country && html` selected`}>${flag} ${name} ${callingCode}${isAllowed ? '' : ` – ${notAllowed}`}</option>`;
  const fields = html`
    <label class="scripted">${search} <input id="search" type="search" autocomplete="off"></label>
    <label>${country} <select name="country" id="country" autocomplete="country">${countriesFor(locale, allowed).map(option)}</select></label>
    ${field({ name: 'number', label: number, value: given.number, type: 'tel', inputmode: 'tel', autocomplete: 'tel-national', maxlength: 40, describedBy: 'verdict hint' })}
    <p id="verdict" class="soft" aria-live="polite"></p><p id="hint" class="soft">${numberHint}</p>
    ${ways(visit, phone, given.way)}<button>${contact}</button>`;
  const isSecond = phone === 'second';
  const main = html`${isSecond ? html`<p>${secondLead}</p>` : undefined}${problemNote(given.problem)}
    ${form(visit, `/set-up/${phone}`, fields)}
    ${isSecond ? html`<p><a href="/app-passwords?first=yes">${skip}</a></p>` : undefined}`;
  return layout(visit, { title: isSecond ? secondTitle : phoneTitle, main });
}

function ways(visit: PersonalVisit, phone: Phone, chosen: string | undefined): Html {
  const options = waysToSetUp(phone).map((way) => ({ value: nameOf(way), label: visit.words.methods[way.method] }));
  return choices('way', visit.words.setUp.way, options, chosen ?? options[0]?.value);
}

/** The phone that the company directory knows. */
export function officePage(visit: PersonalVisit): Html {
  const { officeTitle, officeLead, officeNone, officeNumber, extension, contact } = visit.words.setUp;
  const { person } = visit;
  const readOnly = (label: string, value: string) => html`<label>${label} <input value="${value}" readonly></label>`;
  const fields = html`${readOnly(officeNumber, person.officeNumber ?? '')} ${readOnly(extension, person.officeExtension ?? '')}
    <p class="soft">${officeLead}</p>${ways(visit, 'office', undefined)}<button>${contact}</button>`;
  const main = person.officeNumber === null ? html`<p>${officeNone}</p>` : form(visit, '/set-up/office', fields);
  return layout(visit, { title: officeTitle, main });
}

export interface Pairing {
  readonly qrCode: Html;
  readonly secret: string;
  readonly address: string;
  readonly problem?: string | undefined;
}

/** Pairs an authenticator app, by its camera or by hand, and tries it. */
export function appPage(visit: PersonalVisit, { qrCode, secret, address, problem }: Pairing): Html {
  const words = visit.words.setUp;
  const code = {
    name: 'code',
    label: words.appCode,
    inputmode: 'numeric',
    maxlength: 7,
    autocomplete: 'one-time-code',
  } as const;
  const main = html`<p>${words.appLead}</p><div class="qr">${qrCode}</div>
    <details><summary>${words.byHand}</summary><dl>
      <dt>${words.account}</dt><dd>${visit.words.company}: ${visit.person.name}</dd>
      <dt>${words.secret}</dt><dd><code id="secret">${secret.replace(/(.{4})/g, '$1 ').trim()}</code></dd>
      <dt>${words.address}</dt><dd><code>${address}</code></dd></dl></details>
    ${problemNote(problem)} ${form(visit, '/set-up/app', html`${field(code)}<button>${visit.words.asking.verify}</button>`)}`;
  return layout(visit, { title: words.appTitle, main });
}

/** The end of the set-up. */
export function donePage(visit: PersonalVisit): Html {
  const { doneTitle, done, toSettings } = visit.words.setUp;
  const ways = waysOf(visit.person)
    .slice(0, 1)
    .map((way) => html`<p class="note approved"><strong>${wayWords(visit, way)}</strong></p>`);
  const main = html`<p>${done}</p>${ways}<p><a class="button" href="/settings">${toSettings}</a></p>`;
  return layout(visit, { title: doneTitle, main });
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
