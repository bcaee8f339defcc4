import { type Html, html } from './html.ts';
import type { Ending, SignIn, Step } from './sign-ins.ts';
import { type Channel, endWords, stepWords } from './wording.ts';

const title = 'Sign in to Payroll';

/** The first page; `problem` says why we are here again. */
export function signInPage(simulatorUrl: string, phone: string, problem?: string): Html {
  const main = html`
    <h1>${title}</h1>
    <p>Your name and password are right. One more step: is it really you?</p>
    ${problem === undefined ? undefined : html`<p class="end failed" role="alert">${problem}</p>`}
    ${askForm(phone)}
    <dl class="ways">
      <div><dt>Call me</dt><dd>Answer the phone and press <kbd>#</kbd></dd></div>
      <div><dt>Text me</dt><dd>Reply to the text with the code in it</dd></div>
    </dl>`;
  return layout(simulatorUrl, title, main);
}

/** The page while the phone is asked, and after. Without JavaScript it reloads itself until the end. */
export function waitingPage(simulatorUrl: string, signIn: SignIn): Html {
  const { id, phone, channel, steps, stage } = signIn;
  const waiting = stage.phase === 'waiting';
  const way = channel === 'voice' ? 'are calling' : 'have texted';
  const events = waiting ? html` data-events="/sign-ins/${id}/events?after=${steps.length}"` : undefined;
  const main = html`
    <h1>${title}</h1>
    <p>Check your phone: we ${way} the number that ends in ${phone.replace(/\D/g, '').slice(-4)}.</p>
    <ol class="steps" aria-live="polite" aria-label="What has happened so far"${events}>
      ${steps.map((step) => stepItem(signIn, step))}
    </ol>
    <div id="end" role="status">${waiting ? waitingMark() : endSection(signIn, stage.ending)}</div>`;
  const reload = waiting ? html`<noscript><meta http-equiv="refresh" content="2"></noscript>` : undefined;
  return layout(simulatorUrl, title, main, reload);
}

/** One step, with its time since the beginning. */
export function stepItem({ channel, steps }: SignIn, { status, at }: Step): Html {
  const seconds = Math.max(0, at.getTime() - (steps[0]?.at ?? at).getTime()) / 1_000;
  const words = stepWords(status, channel);
  return html`<li><span>${words}</span> <time datetime="${at.toISOString()}">${seconds.toFixed(1)} s</time></li>`;
}

/** How it ended, why, and what to do about it. */
export function endSection({ phone }: SignIn, ending: Ending): Html {
  if (ending.kind === 'unheard')
    return html`<section class="end failed"><h2>We lost touch</h2>
      <p>Nothing was heard of your phone in time. Nobody was let in.</p></section>${askForm(phone)}`;
  const { status, reason } = ending.result;
  const { title, advice } = endWords(reason);
  return html`<section class="end ${status}"><h2>${title}</h2><p>${advice}</p>
      <p class="reason">Reason: <code>${status} / ${reason}</code></p></section>
    ${status === 'approved' ? html`<p><a href="/">Sign out</a></p>` : askForm(phone)}`;
}

/** Any other page: a title and a sentence. */
export function noticePage(simulatorUrl: string, what: string, sentence: string): Html {
  return layout(simulatorUrl, what, html`<h1>${what}</h1><p>${sentence}</p><p><a href="/">Sign in</a></p>`);
}

const waitingMark = (): Html => html`<p class="waiting">Waiting for your phone</p>`;

function askForm(phone: string): Html {
  const button = (channel: Channel, label: string) => html`<button name="channel" value="${channel}">${label}</button>`;
  return html`<form method="post" action="/sign-ins">
      <label for="phone">Phone number</label>
      <input id="phone" name="phone" type="tel" autocomplete="tel" maxlength="40" required value="${phone}">
      <div class="buttons">${button('voice', 'Call me')}${button('sms', 'Text me')}</div>
    </form>`;
}

function layout(simulatorUrl: string, name: string, main: Html, head?: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${name} · Example Company</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/page.css">
    <link rel="stylesheet" href="/story.css">
    <script type="module" src="/live.js"></script>
    ${head}
  </head>
  <body>
    <div class="sign-in">
      <header><img src="/icon.svg" alt="" width="28" height="28"> Example Company</header>
      <main>${main}</main>
      <footer>
        An example of <strong>Poundkey</strong>. The phones are pretend:
        <a href="${simulatorUrl}" target="_blank" rel="noopener">open the handsets in their own tab</a>.
      </footer>
    </div>
    <aside aria-label="Pretend phones">
      <iframe src="${simulatorUrl}" title="Handsets: answer, press keys and reply here" loading="lazy"
        allow="autoplay; clipboard-write"></iframe>
    </aside>
  </body>
</html>`;
}
