import type { Trouble } from '../challenge/delivery.ts';
import type { QueueFacts } from '../ports/operators.ts';
import { outcomeBars, sparkline } from './charts.ts';
import { type Html, html } from './html.ts';
import type { Snapshot } from './snapshot.ts';

/** Everything an operator's page needs is served from here; the style sheet knows light and dark. */
function layout(title: string, body: Html, live = false): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="/ops/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/ops/page/ops.css">
${live ? html`<script type="module" src="/ops/page/ops.js"></script><noscript><meta http-equiv="refresh" content="10"></noscript>` : undefined}
</head>
<body>${body}</body>
</html>`;
}

export function signInPage(formToken: string, problem?: string): Html {
  return layout(
    'Sign in · Poundkey operators',
    html`<main class="sign-in">
<h1><span class="pound" aria-hidden="true">#</span> Poundkey operators</h1>
<form method="post" action="/ops/sign-in">
${problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`}
<input type="hidden" name="formToken" value="${formToken}">
<label>Name <input name="name" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button>
</form>
</main>`,
  );
}

/** Instead of a page that cannot be made; where something is `missing` it comes again by itself, until that is back. */
export function troublePage(missing: readonly string[]): Html {
  return layout(
    '⚠ Poundkey operators',
    html`<main class="sign-in">
<h1><span class="pound" aria-hidden="true">#</span> Poundkey operators</h1>
${
  missing.length === 0
    ? html`<p class="problem" role="alert">This page could not be made. The log says why.</p><p><a href="/ops">What is going on now</a></p>`
    : html`${missing.map((problem) => html`<p class="problem" role="alert">${problem}</p>`)}
<p>Until this is mended nobody is called or texted, and nobody can sign in here. This page looks again every 5 seconds.</p>
<meta http-equiv="refresh" content="5">`
}
</main>`,
  );
}

export function lostPage(): Html {
  return layout(
    'No such page · Poundkey operators',
    html`<main class="sign-in">
<h1><span class="pound" aria-hidden="true">#</span> Poundkey operators</h1>
<p>There is no such page. <a href="/ops">What is going on now</a> · <a href="/ops/queues/">Queues</a></p>
</main>`,
  );
}

export function operatorsPage(snapshot: Snapshot, who: { name: string; formToken: string }): Html {
  return layout(
    `${snapshot.healthy ? '' : '⚠ '}Poundkey operators`,
    html`<header>
<h1><span class="pound" aria-hidden="true">#</span> Poundkey</h1>
<nav aria-label="Operators"><a href="/ops" aria-current="page">Now</a> <a href="/ops/queues/">Queues</a></nav>
<form method="post" action="/ops/sign-out"><span>${who.name}</span><input type="hidden" name="formToken" value="${who.formToken}"><button class="quiet">Sign out</button></form>
</header>
<main id="live" aria-live="off">${snapshotBody(snapshot)}</main>
<p id="connection" role="status"></p>`,
    true,
  );
}

/** The part of the page that is fetched again every few seconds. */
export function snapshotBody(snapshot: Snapshot): Html {
  const { checks, inFlight, tally, queues, endpoints, at } = snapshot;
  const closed = [...tally.byOutcome.values()].reduce((sum, count) => sum + count, 0);
  const approved = [...tally.byOutcome].reduce(
    (sum, [outcome, count]) => sum + (outcome.startsWith('approved/') ? count : 0),
    0,
  );
  return html`<section aria-labelledby="health"><h2 id="health">Health</h2>
<ul class="checks">${checks.map(({ name, problem }) => html`<li class="${problem === 'ok' ? 'good' : 'bad'}"><b>${capital(name)}</b> ${problem}</li>`)}</ul></section>
<section class="figures" aria-label="Figures">
<div><b>${inFlight}</b> challenges in flight</div>
<div><b>${oldest(queues)}</b> oldest waiting</div>
<div><b>${closed}</b> closed in the last hour</div>
<div><b>${closed === 0 ? '–' : `${Math.round((100 * approved) / closed)} %`}</b> of them approved</div>
</section>
<section aria-labelledby="hour"><h2 id="hour">The last hour</h2>
${closed === 0 ? html`<p class="empty">No challenge has closed in the last hour. Send one: <code>npx poundkey send --to +14155550100 --channel voice --method pound</code></p>` : html`${sparkline(tally.byMinute)}${outcomeBars(tally.byOutcome, closed)}`}</section>
<section aria-labelledby="queues"><h2 id="queues">Queues</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Queues by state"><table><thead><tr><th scope="col">Queue</th><th scope="col">Waiting</th><th scope="col">Active</th><th scope="col">Delayed</th><th scope="col">Oldest</th></tr></thead>
<tbody>${queues.map((queue) => queueRow(queue))}</tbody></table></div></section>
${
  endpoints.length === 0
    ? undefined
    : html`<section aria-labelledby="webhooks"><h2 id="webhooks">Result webhooks</h2>
<ul class="checks">${endpoints.map(({ app, trouble }) => html`<li class="${trouble === undefined ? 'good' : 'bad'}"><b>${app}</b> ${conditionOf(trouble)}</li>`)}</ul></section>`
}
<p class="at">As of <time datetime="${at}">${at.slice(11, 19)}</time> UTC</p>`;
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function conditionOf(trouble: Trouble | undefined): string {
  if (trouble === undefined) return 'works';
  const { failures, since, disabledAt } = trouble;
  const times = `${failures} ${failures === 1 ? 'failure' : 'failures'} in a row since ${clockTime(since)}`;
  if (disabledAt === undefined) return times;
  return `disabled at ${clockTime(disabledAt)} after ${times}; it is tried twice a minute, and what it misses is posted when it works`;
}

const clockTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const queueRow = ({ queue, counts, oldestWaitingSeconds }: QueueFacts): Html =>
  html`<tr><th scope="row"><a href="/ops/queues/queue/${queue}">${queue}</a></th><td>${counts['waiting'] ?? 0}</td><td>${counts['active'] ?? 0}</td><td>${counts['delayed'] ?? 0}</td><td>${age(oldestWaitingSeconds)}</td></tr>`;

const oldest = (queues: readonly QueueFacts[]): string =>
  age(Math.max(0, ...queues.map(({ oldestWaitingSeconds }) => oldestWaitingSeconds)));

function age(seconds: number): string {
  if (seconds === 0) return '–';
  if (seconds < 1) return 'under 1 s';
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
