import { expect, it } from 'vitest';
import { startWorld } from './support/gateway.ts';

/** Once a gateway whose Redis had gone and come back never ended: BullMQ waited for its blocking connection. */
it('a gateway ends within its grace time, also after Redis went away and came back', async () => {
  const world = await startWorld();
  await world.redis.kill();
  await world.redis.restart();
  await expect(world.gateway.stop(2_000)).resolves.toBeUndefined();
  await world.stop();
}, 30_000);
