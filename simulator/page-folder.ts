import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FROM_SOURCE = import.meta.url.endsWith('.ts');

/** Where the built page is: beside the compiled simulator, also when we run from source. */
export const PAGE_FOLDER = fileURLToPath(new URL(FROM_SOURCE ? '../dist/simulator/page/' : './page/', import.meta.url));

/** What is served in place of a page that is not there. */
export const NO_PAGE = 'The page of handsets is not built yet. `npm run build` in the repository builds it.\n';

/**
 * Builds the page when we run from source in a clone and it is not there or older than its source. A package and an image
 * come with it and have no script for it. Resolves with what went wrong, in words; null when nothing did.
 */
export async function buildPageOfClone(): Promise<string | null> {
  const script = new URL('../script/page.mjs', import.meta.url);
  if (!FROM_SOURCE || !existsSync(script)) return null;
  try {
    const { ensurePage } = await import(script.href);
    ensurePage(fileURLToPath(new URL('..', import.meta.url)));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
