import type { Asking, Step } from '../askings.ts';
import { type Html, html } from '../html.ts';
import { countryName, endOf, readNumber } from '../numbers.ts';
import type { Ending } from '../poundkey.ts';
import type { Visit } from '../visit.ts';
import { isText } from '../ways.ts';
import type { EndWords } from '../words/en-endings.ts';
import type { Reason } from '../words/words.ts';
import { field, form, layout, problemNote } from './layout.ts';
import { remember } from './sign-in.ts';

/** The page while a phone is asked, and after. Without JavaScript it reloads itself until the end. */
export function askingPage(visit: Visit, asking: Asking, now: number): Html {
  const { asked, way, number, purpose, steps, ending, triesLeft } = asking;
  const { asking: words, phones } = visit.words;
  const lead = (isText(way) ? words.texting : words.calling)(phones[way.phone], endOf(number));
  const events = ending ? undefined : html` data-events="/askings/${asked.id}/events?after=${steps.length}"`;
  const main = html`
    <p>${lead}</p>
    ${problemNote(triesLeft === undefined || ending ? undefined : words.wrongCode(triesLeft))}
    ${ending ? undefined : html`<div id="open">${openPart(visit, asking)}</div>`}
    <ol class="steps" aria-live="polite" aria-label="${words.sofar}"${events}>
      ${steps.map((step) => stepItem(visit, asking, step))}
    </ol>
    <div id="end" role="status">${ending ? endPart(visit, asking, ending) : html`<p class="waiting">${words.waiting}</p>`}</div>
    ${ending ? undefined : waysOn(visit, asking, now)}`;
  // A page on which something is typed must not reload under the hands.
  const reload = html`<noscript><meta http-equiv="refresh" content="2"></noscript>`;
  return layout(visit, {
    title: words.title[purpose],
    main,
    head: ending || way.method === 'code' ? undefined : reload,
  });
}

/** What the person has to do now. */
function openPart(visit: Visit, { asked, way, purpose }: Asking): Html {
  const { todo, code, check, lookAgain } = visit.words.asking;
  const fields = html`
    ${field({ name: 'code', label: code, inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 10 })}
    <button>${check}</button>`;
  return html`<p class="todo">${todo[way.method]}
    ${asked.matchNumber && html`<strong class="match">${asked.matchNumber}</strong>`}</p>
    ${
      way.method === 'code' &&
      html`${form(visit, `/askings/${asked.id}/code`, fields)}
      <noscript><p><a href="">${lookAgain}</a></p></noscript>`
    }
    ${purpose === 'sign-in' && html`<div class="scripted">${remember(visit, 'finish')}</div>`}`;
}

/** What else can be done while the phone is silent. */
function waysOn(visit: Visit, asking: Asking, now: number): Html {
  const { asked, way, resendAt } = asking;
  const { callAgain, sendAgain, inSeconds } = visit.words.asking;
  const label = isText(way) ? sendAgain : callAgain;
  const seconds = Math.max(0, Math.ceil((resendAt - now) / 1_000));
  const left = seconds > 0 ? html` data-seconds="${seconds}" data-words="${inSeconds('{}')}"` : undefined;
  return html`<div class="ways" id="ways">
    ${form(
      visit,
      `/askings/${asked.id}/resend`,
      html`<button class="quiet"${left}>${label}</button>
      ${seconds > 0 && html`<noscript><small>${inSeconds(String(seconds))}</small></noscript>`}`,
    )}
    ${otherLink(visit, asking)}
  </div>`;
}

/** Where to choose something else. */
function otherLink({ words }: Visit, { purpose, way }: Asking): Html {
  const { otherWay, otherNumber } = words.asking;
  if (purpose === 'sign-in') return html`<a href="/second-step">${otherWay}</a>`;
  return html`<a href="/set-up/${way.phone}">${otherNumber}</a>`;
}

/** One step, with its time since the beginning. */
export function stepItem({ words }: Visit, { way, steps }: Asking, { status, at }: Step): Html {
  const seconds = Math.max(0, at.getTime() - (steps[0]?.at ?? at).getTime()) / 1_000;
  const said = words.steps[status][isText(way) ? 'sms' : 'voice'];
  return html`<li><span>${said}</span> <time datetime="${at.toISOString()}">${seconds.toFixed(1)} s</time></li>`;
}

/** How it ended, why, and what to do about it. */
export function endPart(visit: Visit, asking: Asking, { status, reason }: Ending): Html {
  const { asking: words } = visit.words;
  const { title, advice } = reason === undefined ? words.lost : endWords(visit, asking, reason);
  const why = reason && html`<p class="soft">${words.reason} <code>${status} / ${reason}</code></p>`;
  return html`<section class="note ${status}"><h2>${title}</h2><p>${advice}</p>${why}</section>
    ${
      status === 'approved'
        ? finishForm(visit, asking)
        : reason === 'fraud-reported'
          ? undefined
          : html`
      ${form(visit, `/askings/${asking.asked.id}/again`, html`<button>${words.again}</button>`)}
      <p>${otherLink(visit, asking)}</p>`
    }`;
}

function finishForm(visit: Visit, { asked, purpose }: Asking): Html {
  const { layout: words, asking } = visit.words;
  const isSignIn = purpose === 'sign-in';
  const fields = html`${isSignIn && remember(visit)}<button>${isSignIn ? words.goOn : asking.verify}</button>`;
  return form(visit, `/askings/${asked.id}/finish`, fields, 'finish');
}

function endWords({ words, locale }: Visit, { number, purpose }: Asking, reason: Reason): EndWords {
  const said = words.endings[reason];
  if (reason === 'fraud-reported' && purpose === 'sign-in')
    return { ...said, advice: `${said.advice} ${words.asking.lockedNow}` };
  if (reason !== 'country-blocked') return said;
  const verdict = readNumber(number, '', new Set());
  if (verdict.kind !== 'country-not-allowed') return said;
  return { ...said, title: words.asking.blockedCountry(countryName(verdict.country, locale)) };
}
