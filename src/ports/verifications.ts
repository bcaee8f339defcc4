/** Which verification a number has in an app, for ten minutes. A hint: the challenge itself decides. */
export interface Verifications {
  latest(tag: string): Promise<string | undefined>;
  /** Puts `id` in the place of `before`; false if another has been put there meanwhile. */
  replace(tag: string, before: string | undefined, id: string): Promise<boolean>;
  /** Forgets `id`, if it is still the latest. */
  forget(tag: string, id: string): Promise<void>;
}
