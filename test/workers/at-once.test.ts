import { beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../src/challenge/jobs.ts';
import { createLog } from '../../src/log.ts';
import type { Handler } from '../../src/ports.ts';
import { type AtOnce, type AtOnceOptions, type AtOnceWork, createAtOnce } from '../../workers/at-once.ts';
import { challenge, pound } from '../challenge/given.ts';

let queued: Job[];
let lines: string[];
let atOnce: AtOnce;
beforeEach(() => {
  queued = [];
  lines = [];
  atOnce = createAtOnce({
    queue: { hand: async (jobs) => void queued.push(...jobs) },
    clock: { now: () => 7 },
    log: createLog('debug', { write: (line) => void lines.push(line) }),
  });
});

const job = (channel: 'voice' | 'sms', attempt = 0): Job => ({
  ...{ type: 'dispatch', id: 'challenge-1', attempt, round: 0, channel },
});
const hangUp: Job = { type: 'hang-up', id: 'challenge-1', sid: 'CA1' };
const options = (more: Partial<AtOnceOptions> = {}): AtOnceOptions => ({
  ...{ concurrency: 2, channels: new Set(['voice', 'sms'] as const), ...more },
});

const work = (dispatch: Handler, goOn: AtOnceWork['goOn'] = async () => undefined): AtOnceWork => ({ dispatch, goOn });

/** Dispatches that end when they are told to. */
function held() {
  const began: unknown[] = [];
  const { promise, resolve: release } = Promise.withResolvers<void>();
  const dispatch: Handler = async ({ data }) => {
    began.push(data);
    await promise;
  };
  return { began, dispatch, release };
}

describe('a dispatch', () => {
  it('runs here, with what the queue would have given it, and nobody waits for it', async () => {
    const { began, dispatch, release } = held();
    atOnce.begin(work(dispatch), options());
    await atOnce.hand([job('voice'), job('sms', 1)]);
    expect(began).toEqual([job('voice'), job('sms', 1)]);
    expect(queued).toEqual([]);
    release();
  });

  it('goes to the queue in a process that does not work, or works no more', async () => {
    const { began, dispatch } = held();
    await atOnce.hand([job('voice')]);
    await atOnce.begin(work(dispatch), options()).close();
    await atOnce.hand([job('sms')]);
    expect(queued).toEqual([job('voice'), job('sms')]);
    expect(began).toEqual([]);
  });

  it('goes to the queue when its channel has a rate, and so does all that is no dispatch', async () => {
    const { began, dispatch, release } = held();
    atOnce.begin(work(dispatch), options({ channels: new Set(['sms']) }));
    await atOnce.hand([job('voice'), job('sms'), hangUp]);
    expect(queued).toEqual([job('voice'), hangUp]);
    expect(began).toEqual([job('sms')]);
    release();
  });

  it('goes to the queue when there is no room, and there is room again when one has ended', async () => {
    const { began, dispatch, release } = held();
    atOnce.begin(work(dispatch), options());
    await atOnce.hand([job('voice', 0), job('voice', 1), job('voice', 2)]);
    expect(queued).toEqual([job('voice', 2)]);
    release();
    await new Promise(setImmediate);
    await atOnce.hand([job('voice', 3)]);
    expect(began).toHaveLength(3);
  });

  it('that fails is nobody’s fault who handed it over, and is told without what it was about', async () => {
    atOnce.begin(
      work(() => Promise.reject(new Error('+14155550100'))),
      options(),
    );
    await atOnce.hand([job('voice')]);
    await new Promise(setImmediate);
    expect(lines.join('')).toContain('the sweep takes it up');
    expect(lines.join('')).not.toContain('5550100');
  });
});

describe('a place', () => {
  const stored = { challenge: challenge([pound()]), version: 1, now: 7 };
  const never: Handler = async () => {
    throw new Error('a whole dispatch');
  };

  it('is room for one dispatch, from when it is taken until it has gone on or was given back', async () => {
    const { promise, resolve: release } = Promise.withResolvers<void>();
    const went: unknown[] = [];
    const goOn: AtOnceWork['goOn'] = async (fenced) => {
      went.push(fenced);
      await promise;
    };
    atOnce.begin(work(never, goOn), options());
    const [first, second] = [atOnce.take?.(job('voice')), atOnce.take?.(job('sms'))];
    expect(atOnce.take?.(job('voice'))).toBeUndefined();
    second?.giveBack();
    await new Promise(setImmediate);
    const third = atOnce.take?.(job('voice'));
    first?.goOn(stored, 0, 'nonce');
    await new Promise(setImmediate);
    expect(went).toEqual([{ stored, attempt: 0, nonce: 'nonce', asked: expect.any(Number) }]);
    await atOnce.hand([job('voice')]);
    expect(queued).toEqual([job('voice')]);
    third?.giveBack();
    release();
    await new Promise(setImmediate);
    expect(atOnce.take?.(job('voice'))).toBeDefined();
  });

  it('is not to be had for a channel with a rate, for what is no dispatch, or where nobody works', () => {
    expect(atOnce.take?.(job('voice'))).toBeUndefined();
    atOnce.begin(work(never), options({ channels: new Set(['sms']) }));
    expect(atOnce.take?.(job('voice'))).toBeUndefined();
    expect(atOnce.take?.(hangUp)).toBeUndefined();
  });

  it('is waited for when work ends', async () => {
    const consumer = atOnce.begin(work(never), options());
    const place = atOnce.take?.(job('voice'));
    let closed = false;
    const closing = consumer.close().then(() => {
      closed = true;
    });
    await new Promise(setImmediate);
    expect(closed).toBe(false);
    place?.giveBack();
    await closing;
  });
});

it('closing waits for what has begun', async () => {
  const { dispatch, release } = held();
  const consumer = atOnce.begin(work(dispatch), options());
  await atOnce.hand([job('voice')]);
  let closed = false;
  const closing = consumer.close().then(() => {
    closed = true;
  });
  await new Promise(setImmediate);
  expect(closed).toBe(false);
  release();
  await closing;
});

it('of a queue that is away tells whoever hands over', async () => {
  const away = createAtOnce({
    queue: { hand: () => Promise.reject(new Error('away')) },
    clock: { now: () => 7 },
    log: createLog('silent'),
  });
  await expect(away.hand([job('voice')])).rejects.toThrow('away');
  await expect(away.hand([])).resolves.toBeUndefined();
});
