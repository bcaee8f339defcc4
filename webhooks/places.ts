/** Paths with names in them, such as `/status/:id`, and what is at each. */
export interface Places<What> {
  put(path: string, what: What): void;
  /** What is at a path, with what stands for the names; throws when that cannot be read. */
  find(path: string): Found<What> | undefined;
}
export interface Found<What> {
  readonly what: What;
  /** As it was put, without what stands for its names. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Exact to the letter and the slash: nobody calls these addresses but who was given them. */
export function createPlaces<What>(): Places<What> {
  const places: { readonly path: string; readonly parts: readonly string[]; readonly what: What }[] = [];
  return {
    put: (path, what) => void places.push({ path, parts: path.split('/'), what }),
    find(path) {
      const given = path.split('/');
      const place = places.find(({ parts }) => fits(parts, given));
      if (place === undefined) return undefined;
      const named = place.parts.flatMap((part, index): [string, string][] =>
        isName(part) ? [[part.slice(1), decodeURIComponent(given[index] ?? '')]] : [],
      );
      return { what: place.what, path: place.path, params: Object.fromEntries(named) };
    },
  };
}

const isName = (part: string): boolean => part.startsWith(':');

const fits = (parts: readonly string[], given: readonly string[]): boolean =>
  parts.length === given.length &&
  parts.every((part, index) => (isName(part) ? given[index] !== '' : part === given[index]));
