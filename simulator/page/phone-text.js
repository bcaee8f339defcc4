/**
 * The number with spaces, where we know how its country groups it.
 *
 * @param {string} number
 */
export function showNumber(number) {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3');
}

/**
 * The code in a text: its first run of 4 to 8 digits; null if there is none.
 *
 * @param {string} body
 */
export function codeIn(body) {
  return /(?<!\d)\d{4,8}(?!\d)/.exec(body)?.[0] ?? null;
}

/**
 * Puts text on the clipboard. In a frame of another origin the browser may forbid it; then the old way is tried.
 *
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}
