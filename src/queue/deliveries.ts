import { Queue as BullQueue } from 'bullmq';
import type { Redis } from 'ioredis';
import { queuePrefix, resultQueue } from '../contract/names.ts';
import type { DeliveryQueue } from '../ports/deliveries.ts';

/** The queue `results`, made at its first use, when a read has just shown that the connection works. */
export function openDeliveryQueue(connection: Redis): DeliveryQueue {
  let opened: BullQueue | undefined;
  const open = (): BullQueue => {
    if (opened !== undefined) return opened;
    opened = new BullQueue(resultQueue, {
      connection,
      prefix: queuePrefix,
      skipWaitingForReady: true,
      skipVersionCheck: true,
    });
    opened.on('error', () => undefined);
    return opened;
  };
  const finished = { removeOnComplete: true, removeOnFail: true };
  return {
    async add(deliveries) {
      if (deliveries.length === 0) return;
      const jobs = deliveries.map((data) => ({ name: 'post', data, opts: { jobId: data.id, ...finished } }));
      await open().addBulk(jobs);
    },
    async addReplay(app, since) {
      await open().add('replay', { app, since }, { jobId: `replay_${app}_${since}`, ...finished });
    },
    async close() {
      await opened?.close();
    },
  };
}
