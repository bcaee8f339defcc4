import { element } from './element.js';

const LETTERS = { 2: 'ABC', 3: 'DEF', 4: 'GHI', 5: 'JKL', 6: 'MNO', 7: 'PQRS', 8: 'TUV', 9: 'WXYZ', 0: '+' };
const NAMES = { '*': 'star', '#': 'pound' };

/**
 * Twelve keys with letters.
 *
 * @param {(key: string) => void} onKey
 */
export function createKeypad(onKey) {
  const keys = [...'123456789*0#'].map((key) =>
    element(
      'button',
      {
        type: 'button',
        className: 'key',
        ariaLabel: NAMES[/** @type {'*'} */ (key)] ?? key,
        onclick: () => onKey(key),
      },
      element(
        'span',
        { className: 'digit', 'data-letters': LETTERS[/** @type {'2'} */ (/** @type {unknown} */ (key))] ?? '' },
        key,
      ),
    ),
  );
  return element('div', { className: 'keypad', role: 'group', ariaLabel: 'Keypad' }, ...keys);
}
