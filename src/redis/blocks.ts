import type { Block, BlockFact, Blocks } from '../ports/blocks.ts';
import type { Connection } from './connection.ts';
import { blockedKey, blockHistoryKey, blocksKey } from './record.ts';
import type { Keys } from './seal.ts';

/** So much is told of what was done about a subject, and for so long. */
const historyMax = 50;
const historyMs = 365 * 86_400_000;

/**
 * The Blocks port. The key of the subject is the truth, and `enter.lua` looks at it; the list of the app follows it, so a
 * crash in between leaves a subject that is blocked and not listed until it is blocked or lifted again.
 */
export function createRedisBlocks({ connection, keys }: { connection: Connection; keys: Keys }): Blocks {
  const tagOf = (app: string, subject: string) => keys.tagOf(`subject ${app}\n${subject}`);
  const remember = async (tag: string, fact: BlockFact) => {
    const key = blockHistoryKey(tag);
    await connection.lpush(key, JSON.stringify(fact));
    await connection.ltrim(key, 0, historyMax - 1);
    await connection.pexpire(key, historyMs);
  };
  const find = async (app: string, subject: string): Promise<Block | undefined> => {
    const found = await connection.get(blockedKey(tagOf(app, subject)));
    return found === null ? undefined : (JSON.parse(found) as Block);
  };
  return {
    async block(app, block) {
      const { subject, at, until, by, reason } = block;
      const tag = tagOf(app, subject);
      await connection.set(blockedKey(tag), JSON.stringify(block), 'PX', Math.max(1, until - at));
      await connection.zadd(blocksKey(app), until, subject);
      await remember(tag, { what: 'blocked', at, by, reason, until });
    },
    async lift(app, subject, { at, reason }) {
      const tag = tagOf(app, subject);
      const was = await connection.del(blockedKey(tag));
      await connection.zrem(blocksKey(app), subject);
      if (was > 0) await remember(tag, { what: 'lifted', at, by: 'app', reason });
      return was > 0;
    },
    async read(app, subject) {
      const [block, told] = await Promise.all([
        find(app, subject),
        connection.lrange(blockHistoryKey(tagOf(app, subject)), 0, -1),
      ]);
      const history = told.map((fact) => JSON.parse(fact) as BlockFact);
      return { ...(block !== undefined && { block }), history };
    },
    async page(app, from, countMax, now) {
      await connection.zremrangebyscore(blocksKey(app), '-inf', now);
      const subjects = await connection.zrange(blocksKey(app), String(from), String(from + countMax - 1));
      const blocks = await Promise.all(subjects.map((subject) => find(app, subject)));
      return blocks.flatMap((block) => block ?? []);
    },
  };
}
