import { expect, it, onTestFinished } from 'vitest';
import type { Simulator } from '../../../simulator/start.ts';
import { FROM, PHONE, setUp } from '../set-up.ts';

type Streamed = { id: string; event: string; data: { messages: { body: string }[] } };

/** Reads server-sent events until `enough` says so. */
async function readStream(
  simulator: Simulator,
  enough: (event: Streamed) => boolean,
  lastId?: string,
): Promise<Streamed[]> {
  const gone = new AbortController();
  onTestFinished(() => gone.abort());
  const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
  const response = await fetch(`${simulator.url}/simulator/v1/events`, { headers, signal: gone.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: Streamed[] = [];
  let rest = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const fields = Object.fromEntries(
        part.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      const event = {
        id: fields['id'] ?? '',
        event: fields['event'] ?? '',
        data: JSON.parse(fields['data'] ?? 'null'),
      };
      events.push(event);
      if (enough(event)) return events;
    }
  }
  return events;
}

const shows = (body: string) => (event: Streamed) =>
  event.event === 'phone' && event.data.messages.some((message) => message.body === body);

it('begins with a picture of everything and then tells what changes', async () => {
  const { simulator, text } = await setUp();
  await text({ body: 'before' });
  await simulator.phone(PHONE).waitForText();
  const reading = readStream(simulator, shows('after'));
  await text({ body: 'after' });
  const events = await reading;
  expect(events[0]).toMatchObject({
    event: 'snapshot',
    data: { phones: [{ number: PHONE }], accountSid: simulator.accountSid },
  });
});

it('gives a reader that comes back what it missed, without a new picture', async () => {
  const { simulator } = await setUp();
  const [first] = await readStream(simulator, () => true);
  await simulator.phone(PHONE).text(FROM, 'missed');
  const events = await readStream(simulator, shows('missed'), first?.id);
  expect(events.map((event) => event.event)).not.toContain('snapshot');
});

it('begins anew for a reader that knows another process', async () => {
  const { simulator } = await setUp();
  const [first] = await readStream(simulator, () => true, 'dead-beef');
  expect(first?.event).toBe('snapshot');
});
