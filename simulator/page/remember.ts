/** Whether a switch is on: what was chosen last, on unless it was switched off. */
export function remembered(name: string): boolean {
  try {
    return localStorage.getItem(name) !== 'off';
  } catch {
    // In a frame of another site a browser may refuse storage by throwing: on, until the page is left.
    return true;
  }
}

/** Keeps a choice for the next visit, where the browser lets us. */
export function remember(name: string, on: boolean): void {
  try {
    localStorage.setItem(name, on ? 'on' : 'off');
  } catch {
    // As above.
  }
}
