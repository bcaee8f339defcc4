import { describe, expect, test, vi } from 'vitest';
import { ClientError } from '../../src/client/client-error.ts';
import { approved, request, stepsOf, useLine } from './line.ts';
import { resultOf } from './pretend-gateway.ts';

const line = useLine();
const client = line.client;

describe('no end in sight', () => {
  test('gives up when lifetime and grace are over, and says where to look', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const asked = await client({ readBackMs: 10 }).challenge({ ...request, lifetimeSeconds: 60 });
    const refused = expect(asked.outcome).rejects.toMatchObject({ code: 'no-outcome', challengeId: asked.id });
    vi.advanceTimersByTime(89_000);
    await line.gateway.publish('me', resultOf(asked.id, { status: 'sent' }));
    await vi.waitFor(
      async () => expect((await asked.progress[Symbol.asyncIterator]().next()).done).toBe(false),
      15_000,
    );
    vi.advanceTimersByTime(2_000);
    await refused;
    await expect(asked.outcome).rejects.toThrow(`GET /v1/challenges/${asked.id}`);
    expect(await stepsOf(asked)).toEqual(['sent']);
  });

  test('waits anew when it is asked anew', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const one = client({ readBackMs: 10 });
    const asked = await one.challenge({ ...request, id: 'sign-in-0007', lifetimeSeconds: 60 });
    vi.advanceTimersByTime(60_000);
    await one.challenge({ ...request, id: 'sign-in-0007', lifetimeSeconds: 60 });
    vi.advanceTimersByTime(60_000);
    await line.gateway.publish('me', resultOf('sign-in-0007', { status: 'sent' }), 'stream only');
    await asked.progress[Symbol.asyncIterator]().next();
    await line.gateway.publish('me', resultOf('sign-in-0007', approved), 'stream only');
    expect(await asked.outcome).toMatchObject(approved);
  });

  test('an outcome that nobody looks at troubles nobody', async () => {
    const unhandled: unknown[] = [];
    const remember = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', remember);
    const one = client();
    await one.challenge({ ...request, id: 'sign-in-0006' });
    one.close();
    // Rejections are reported when a turn of the event loop has passed over them.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', remember);
    expect(unhandled).toEqual([]);
  });

  test('closing ends what is awaited, at once', async () => {
    const one = client();
    const asked = await one.challenge(request);
    one.close();
    await expect(asked.outcome).rejects.toMatchObject({ code: 'client-closed' });
    await expect(asked.outcome).rejects.toBeInstanceOf(ClientError);
    expect(await stepsOf(asked)).toEqual([]);
    await expect(one.challenge(request)).rejects.toMatchObject({ code: 'not-asked' });
  });
});
