import { createHash, randomBytes } from 'node:crypto';
import type { OperatorSession, OperatorSessions } from '../ports/operators.ts';
import type { Connection } from './connection.ts';

/** A working day: an operator signs in once. */
const sessionSeconds = 8 * 3_600;
const failureSeconds = 15 * 60;

/** Redis holds hashes of session tokens, so that whoever reads it cannot take a session over. */
export function createOperatorSessions(connection: Connection): OperatorSessions {
  const sessionKey = (token: string) => `poundkey:operator-session:${hashOf(token)}`;
  const failureKey = (key: string) => `poundkey:operator-failures:${hashOf(key)}`;
  return {
    async open(name, mark) {
      const token = randomBytes(32).toString('base64url');
      const session: OperatorSession = { name, mark, formToken: randomBytes(16).toString('base64url') };
      await connection.set(sessionKey(token), JSON.stringify(session), 'EX', sessionSeconds);
      return token;
    },
    async find(token) {
      const session = await connection.get(sessionKey(token));
      return session === null ? undefined : (JSON.parse(session) as OperatorSession);
    },
    async close(token) {
      await connection.del(sessionKey(token));
    },
    async countTry(key) {
      // Both or neither: a count without an end would lock an operator out for ever.
      const told = await connection.multi().incr(failureKey(key)).expire(failureKey(key), failureSeconds, 'NX').exec();
      return Number(told?.[0]?.[1]);
    },
    async forgive(key) {
      await connection.decr(failureKey(key));
    },
  };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
