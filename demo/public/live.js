// Shows each step as it happens. Without this the page reloads itself, so nothing depends on it.
const steps = document.querySelector('[data-events]');

if (steps !== null) {
  const source = new EventSource(steps.dataset.events);
  source.addEventListener('step', ({ data }) => steps.insertAdjacentHTML('beforeend', data));
  source.addEventListener('end', ({ data }) => {
    source.close();
    document.querySelector('#end').innerHTML = data;
  });
  source.addEventListener('error', () => {
    // Refused for good: the server was restarted and has forgotten us. Its answer to a reload says so.
    if (source.readyState === EventSource.CLOSED) location.reload();
  });
}
