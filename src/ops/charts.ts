import type { Tally } from '../ports/operators.ts';
import { type Html, html } from './html.ts';

const width = 600;
const height = 80;

/** Closed challenges by minute, approved below and the rest on top, as bars that print and can be read out. */
export function sparkline(byMinute: Tally['byMinute']): Html {
  const most = Math.max(1, ...byMinute.map(({ approved, other }) => approved + other));
  const step = width / byMinute.length;
  const bars = byMinute.map(({ approved, other }, index) => {
    const x = (index * step + 1).toFixed(1);
    const low = (height * approved) / most;
    const high = (height * other) / most;
    return html`<rect class="approved" x="${x}" y="${(height - low).toFixed(1)}" width="${(step - 2).toFixed(1)}" height="${low.toFixed(1)}"/><rect class="other" x="${x}" y="${(height - low - high).toFixed(1)}" width="${(step - 2).toFixed(1)}" height="${high.toFixed(1)}"/>`;
  });
  const label = `Closed challenges by minute over the last hour; at most ${most} in one minute`;
  return html`<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" preserveAspectRatio="none">${bars}</svg><figcaption><span>60 min ago</span><span>now</span></figcaption></figure>`;
}

/** Outcomes by reason, most frequent first. */
export function outcomeBars(byOutcome: Tally['byOutcome'], total: number): Html {
  const rows = [...byOutcome].sort(([, left], [, right]) => right - left);
  return html`<table class="outcomes"><caption class="away">Outcomes of the last hour by reason</caption><thead class="away"><tr><th scope="col">Outcome</th><th scope="col">Share</th><th scope="col">Count</th></tr></thead>
<tbody>${rows.map(([outcome, count]) => {
    const [status = '', reason = ''] = outcome.split('/');
    const share = ((100 * count) / total).toFixed(1);
    return html`<tr><th scope="row"><span class="status ${status}">${status}</span> ${reason}</th><td><svg viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="${share} %"><rect class="${status}" width="${share}" height="8"/></svg></td><td>${count}</td></tr>`;
  })}</tbody></table>`;
}
