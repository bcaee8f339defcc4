import type { Verifications } from '../ports/verifications.ts';
import type { Connection } from './connection.ts';
import { verificationKey } from './record.ts';
import { loadScripts } from './scripts.ts';

/** As long as a verification lives. */
const keptMs = 600_000;

/** The Verifications port: one string for each number that is being verified. */
export function createVerifications(connection: Connection): Verifications {
  const { replace } = loadScripts(connection);
  return {
    latest: async (tag) => (await connection.get(verificationKey(tag))) ?? undefined,
    replace: async (tag, before, id) => (await replace([verificationKey(tag)], [before ?? '', id, keptMs])) === 1,
    async forget(tag, id) {
      await replace([verificationKey(tag)], [id, '', keptMs]);
    },
  };
}
