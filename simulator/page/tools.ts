import type { FaultRules } from '../faults/fault-rules.ts';
import { ask } from './ask.ts';
import { describeFaults, type FaultList, strikeOf, switchFault } from './fault-switches.ts';
import { byId, say } from './page-element.ts';

let rules: FaultRules = { seed: 1, latencyMs: 0, requests: [], callbacks: [], numbers: [] };

/** The clock, the reset, and the switches of the faults. */
export function connectTools(): void {
  const act = (...request: Parameters<typeof ask>) =>
    void ask(...request).then((trouble) => say('tool-trouble', trouble ?? ''));
  for (const button of document.querySelectorAll<HTMLElement>('[data-seconds]')) {
    button.onclick = () => act('POST', '/clock/advance', { seconds: Number(button.dataset['seconds']) });
  }
  byId('reset').onclick = () => act('POST', '/reset');
  byId('behave').onclick = () => act('PUT', '/faults', { seed: rules.seed });
  byId('faults').onsubmit = (event) => event.preventDefault();
  byId('faults').onchange = ({ target }) => {
    const control = target as HTMLInputElement;
    if (control.reportValidity()) act('PUT', '/faults', changed(control));
  };
}

/** The rules after a control was changed: those of one fault, the latency, or the seed. */
function changed({ name, valueAsNumber }: HTMLInputElement): object {
  const [list, fault] = name.split('.');
  if (fault === undefined) return { ...rules, [name]: valueAsNumber };
  const row = controlsOf(`${list}.${fault}`);
  // Chosen anew, "next" means one and "of all" all of them; then the number can be changed.
  const count = name.endsWith('.count') ? valueAsNumber : row.how.value === 'percent' ? 100 : 1;
  return switchFault(rules, list as FaultList, fault, { how: row.how.value as 'next', count });
}

/** Shows what is switched on, also when it was by another tab, by the API, or by a fault that has struck. */
export function showFaults(now: FaultRules): void {
  if (now === rules) return;
  rules = now;
  const words = describeFaults(now);
  say('faults-on', words && `Misbehaving: ${words}`);
  for (const select of document.querySelectorAll<HTMLSelectElement>('#faults select')) {
    const [list, fault = ''] = select.name.split('.');
    const strike = strikeOf(now, list as FaultList, fault);
    const { how, count } = controlsOf(select.name);
    how.value = strike.how;
    count.disabled = strike.how === 'off';
    count.value = String(strike.count);
  }
  for (const name of ['latencyMs', 'seed'] as const) control(name).value = String(now[name]);
}

function controlsOf(name: string) {
  return { how: control(name), count: control(`${name}.count`) };
}

function control(name: string): HTMLInputElement {
  return byId<HTMLFormElement>('faults').elements.namedItem(name) as HTMLInputElement;
}
