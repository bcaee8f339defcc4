import { element } from './element.js';

/** A line for what did not work. `tell(null)` takes it away. */
export function createTrouble() {
  const root = element('p', { className: 'trouble', role: 'alert', hidden: true });
  return {
    root,
    /** @param {string | null} words */
    tell(words) {
      root.hidden = words === null;
      root.textContent = words ?? '';
    },
  };
}
