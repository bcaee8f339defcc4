import { atEndOfTurn } from '../end-of-turn.ts';
import type { Asked } from './together.ts';

interface Member {
  reject(error: unknown): void;
}

/** What reaches one challenge at the same moment, or while what came before is being written, is worked on together. */
export interface Turns<M extends Member> {
  /**
   * Gives `member` to `work`, with all who joined under the same id by then, in order. `work` answers each and gives those
   * that it left for the next time, fewer than it got. If it fails, all are rejected, and those who have joined meanwhile
   * with them: nobody waits longer than alone.
   */
  join(id: string, member: M, work: (members: readonly M[]) => Promise<readonly M[]>): void;
}

/** A line for each id, which is gone as soon as nobody stands in it. */
export function createTurns<M extends Member = Asked>(): Turns<M> {
  const lines = new Map<string, M[]>();
  const serve = async (id: string, line: M[], work: (members: readonly M[]) => Promise<readonly M[]>) => {
    while (line.length > 0) {
      const members = line.splice(0);
      try {
        line.unshift(...(await work(members)));
      } catch (error) {
        for (const member of [...members, ...line.splice(0)]) member.reject(error);
      }
    }
    lines.delete(id);
  };
  return {
    join(id, member, work) {
      const line = lines.get(id);
      if (line !== undefined) return void line.push(member);
      const begun = [member];
      lines.set(id, begun);
      // The provider's answer and its first callbacks come at the same moment, on several sockets.
      atEndOfTurn('decide', () => void serve(id, begun, work));
    },
  };
}
