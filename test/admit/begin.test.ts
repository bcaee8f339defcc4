import { beforeEach, describe, expect, it } from 'vitest';
import { type Beginning, createAndBegin } from '../../src/admit/begin.ts';
import { changeOf } from '../../src/advance/change.ts';
import type { OpenChallenge, Step } from '../../src/challenge/challenge.ts';
import type { Job } from '../../src/challenge/jobs.ts';
import type { Change } from '../../src/ports.ts';
import { at, challenge, pound, textedCode } from '../challenge/given.ts';
import { createMemoryStore } from '../redis/memory-store.ts';

let memory: ReturnType<typeof createMemoryStore>;
let places: number;
let done: string[];
let deps: Beginning;
beforeEach(async () => {
  memory = createMemoryStore();
  await memory.setTime(at(0));
  places = 2;
  done = [];
  let tokens = 0;
  const take = (job: Job) => {
    if (job.type !== 'dispatch' || places === 0) return undefined;
    places--;
    return {
      goOn: ({ version }: { version: number }, attempt: number, nonce: string) =>
        void done.push(`${job.attempt} goes on as ${attempt} with ${nonce}, version ${version}`),
      giveBack: () => void done.push(`${job.attempt} given back`),
    };
  };
  deps = {
    store: memory.store,
    queue: { hand: async () => undefined, take },
    clock: { now: () => at(0) },
    random: { token: () => `nonce-${tokens++}`, digits: () => '' },
  };
});

const dispatchOf = ({ id }: OpenChallenge, attempt = 0): Job => ({
  ...{ type: 'dispatch', id, attempt, round: 0, channel: 'voice' },
});
const beginning = (steps: readonly Step[] = [pound()]): { open: OpenChallenge; whole: Change } => {
  const open = challenge(steps);
  return { open, whole: { ...changeOf(open, []), jobs: open.attempts.map((_, index) => dispatchOf(open, index)) } };
};
const attemptsOf = async (id: string) => (await memory.store.load(id))?.challenge.attempts;

describe('a new challenge', () => {
  it('is written with the fence of its dispatch, which then goes on: one commit', async () => {
    const { open, whole } = beginning();
    const begun = await createAndBegin(deps, whole);
    expect(begun).toMatchObject({ created: true, version: 1, change: { jobs: [] } });
    expect(await attemptsOf(open.id)).toMatchObject([{ status: 'sending', nonce: 'nonce-0', lookupAt: at(9) }]);
    expect(done).toEqual(['0 goes on as 0 with nonce-0, version 1']);
  });

  it('leaves to the queue what there is no place for, as it is', async () => {
    places = 0;
    const { open, whole } = beginning();
    expect(await createAndBegin(deps, whole)).toMatchObject({ created: true, change: { jobs: [dispatchOf(open)] } });
    expect(await attemptsOf(open.id)).toMatchObject([{ status: 'queued' }]);
    const { queue, ...others } = deps;
    const without = { ...others, queue: { hand: queue.hand } };
    const other = beginning();
    const taken = await createAndBegin(without, { ...other.whole, challenge: { ...other.open, id: 'another-one' } });
    expect(taken.change.jobs).toHaveLength(1);
    expect(done).toEqual([]);
  });

  it('whose id is taken rings nobody, and its place is given back', async () => {
    const { whole } = beginning();
    await memory.store.create(whole);
    expect(await createAndBegin(deps, whole)).toMatchObject({ created: false });
    expect(done).toEqual(['0 given back']);
  });

  it('of which nobody knows whether it was written rings nobody, and its place is given back', async () => {
    const { whole } = beginning();
    const store = { ...memory.store, create: () => Promise.reject(new Error('Command timed out')) };
    await expect(createAndBegin({ ...deps, store }, whole)).rejects.toThrow('timed out');
    expect(done).toEqual(['0 given back']);
  });

  it('that has too little time left to ring gets no fence', async () => {
    const { open, whole } = beginning();
    const late = { ...deps, clock: { now: () => open.expiresAt - 1 } };
    expect((await createAndBegin(late, whole)).change.jobs).toEqual([dispatchOf(open)]);
    expect(await attemptsOf(open.id)).toMatchObject([{ status: 'queued' }]);
    expect(done).toEqual(['0 given back']);
  });

  it('hands jobs of other kinds on', async () => {
    const { open, whole } = beginning([textedCode()]);
    const hangUp: Job = { type: 'hang-up', id: open.id, sid: 'CA1' };
    const begun = await createAndBegin(deps, { ...whole, jobs: [hangUp, dispatchOf(open)] });
    expect(begun.change.jobs).toEqual([hangUp]);
  });
});
