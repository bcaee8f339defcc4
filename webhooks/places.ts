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

interface Place<What> {
  readonly path: string;
  readonly parts: readonly string[];
  readonly what: What;
  /** Which parts stand for something, and what it is called. */
  readonly names: readonly (readonly [index: number, name: string])[];
}

/** Exact to the letter and the slash: nobody calls these addresses but who was given them. */
export function createPlaces<What>(): Places<What> {
  const places: Place<What>[] = [];
  return {
    put(path, what) {
      const parts = path.split('/');
      const names = [...parts.entries()].flatMap(([index, part]) =>
        isName(part) ? [[index, part.slice(1)] as const] : [],
      );
      places.push({ path, parts, what, names });
    },
    find(path) {
      const given = path.split('/');
      const place = places.find(({ parts }) => fits(parts, given));
      if (place === undefined) return undefined;
      const params: Record<string, string> = {};
      for (const [index, name] of place.names) params[name] = decodeURIComponent(given[index] ?? '');
      return { what: place.what, path: place.path, params };
    },
  };
}

const isName = (part: string): boolean => part.startsWith(':');

function fits(parts: readonly string[], given: readonly string[]): boolean {
  if (parts.length !== given.length) return false;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] ?? '';
    if (isName(part) ? given[index] === '' : part !== given[index]) return false;
  }
  return true;
}
