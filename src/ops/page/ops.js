// @ts-check
/** Fetches the live part of the page again every few seconds while somebody looks at it. */
const everyMs = 3_000;
const live = document.getElementById('live');
const connection = document.getElementById('connection');

async function refresh() {
  if (document.hidden || live === null || connection === null) return;
  try {
    const response = await fetch('/ops/live', { headers: { 'x-live': '1' } });
    if (response.status === 401) {
      location.assign('/ops/sign-in');
      return;
    }
    if (response.status === 503) {
      outdated('Poundkey cannot use its Redis: nobody is called or texted.');
      return;
    }
    if (!response.ok) throw new Error(String(response.status));
    const text = await response.text();
    // Somebody reading along with the keyboard keeps the place: nothing is replaced under a focused element.
    if (!live.contains(document.activeElement)) live.innerHTML = text;
    live.classList.remove('outdated');
    connection.textContent = '';
  } catch {
    outdated('Poundkey does not answer.');
  }
}

/** @param {string} why */
function outdated(why) {
  if (live === null || connection === null) return;
  live.classList.add('outdated');
  connection.textContent = `${why} What you see is not up to date; it is tried again.`;
}

setInterval(refresh, everyMs);
document.addEventListener('visibilitychange', refresh);
