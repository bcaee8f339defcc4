/** The code in a text: its first run of 4 to 8 digits; null if there is none. */
export function codeIn(body: string): string | null {
  return /(?<!\d)\d{4,8}(?!\d)/.exec(body)?.[0] ?? null;
}
