/** A program of ours by its path from the root; it has the ending that we have: source here, JavaScript when built. */
export function programAt(path: string): URL {
  const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return new URL(`../../${path}${ending}`, import.meta.url);
}
