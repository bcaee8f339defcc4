import { fileURLToPath } from 'node:url';
import { ensurePage } from '../../script/page.mjs';

/** Once before all tests: simulators that they start have the page that belongs to these sources. */
export function setup(): void {
  ensurePage(fileURLToPath(new URL('../..', import.meta.url)));
}
