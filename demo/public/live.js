// Makes the pages live. Without it they reload themselves and say everything too, so nothing depends on it.

const steps = document.querySelector('[data-events]');
if (steps !== null) {
  const source = new EventSource(steps.dataset.events);
  source.addEventListener('step', ({ data }) => steps.insertAdjacentHTML('beforeend', data));
  source.addEventListener('end', ({ data }) => {
    source.close();
    const end = document.querySelector('#end');
    const mayRemember = document.querySelector('#open input[name=remember]');
    end.innerHTML = data;
    for (const part of document.querySelectorAll('#open, #ways')) part.remove();
    // Signing in goes on by itself. What was ticked while the phone rang still counts.
    const finish = mayRemember === null ? null : end.querySelector('#finish');
    if (finish === null) return;
    finish.elements.remember.checked = mayRemember.checked;
    finish.requestSubmit();
  });
  source.addEventListener('error', () => {
    // Refused for good: the server was restarted and has forgotten us. Its answer to a reload says so.
    if (source.readyState === EventSource.CLOSED) location.reload();
  });
}

// Counts down to when it may be sent once more.
for (const button of document.querySelectorAll('[data-seconds]')) {
  const label = button.textContent;
  const readyAt = performance.now() + Number(button.dataset.seconds) * 1_000;
  const count = () => {
    const seconds = Math.ceil((readyAt - performance.now()) / 1_000);
    button.disabled = seconds > 0;
    button.textContent = seconds > 0 ? `${label} ${button.dataset.words.replace('{}', seconds)}` : label;
    if (seconds > 0) setTimeout(count, 250);
  };
  count();
}

// Says while a number is typed what it is, or what is wrong with it.
const verdict = document.querySelector('#verdict');
if (verdict !== null) {
  const { number, country } = verdict.closest('form').elements;
  let latest = 0;
  const look = async () => {
    latest += 1;
    const mine = latest;
    const query = new URLSearchParams({ number: number.value, country: country.value });
    const answer = number.value === '' ? '' : await (await fetch(`/number?${query}`)).text();
    if (mine === latest) verdict.textContent = answer;
  };
  number.addEventListener('input', look);
  country.addEventListener('change', look);
  void look();

  const options = [...country.options];
  document.querySelector('#search').addEventListener('input', ({ target }) => {
    const sought = target.value.trim().toLowerCase();
    const found = options.filter(({ text, value }) => `${text} ${value}`.toLowerCase().includes(sought));
    const { selected } = found.find((option) => option.selected) ?? {};
    country.replaceChildren(...(found.length > 0 ? found : options));
    const begins = ({ text }) => text.toLowerCase().includes(` ${sought}`);
    const best = found.filter(begins).sort((one, other) => one.text.length - other.text.length)[0] ?? found[0];
    if (!selected && best !== undefined) country.value = best.value;
    void look();
  });
}
