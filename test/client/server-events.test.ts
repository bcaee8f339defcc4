import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readServerEvents } from '../../src/client/server-events.ts';

async function read(...chunks: (string | Uint8Array)[]) {
  async function* bytes() {
    for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
  }
  const events = [];
  for await (const event of readServerEvents(bytes())) events.push(event);
  return events;
}

test('gives each event with its data and where to go on', async () => {
  expect(await read('id: 1-0\nevent: challenge.progress\ndata: {"a":1}\n\n', ':\n\nid:1-1\ndata:{}\n\n')).toEqual([
    { id: '1-0', data: '{"a":1}' },
    { id: '1-1', data: '{}' },
  ]);
});

test('reads what the standard allows: several lines of data, other fields, comments, no id, a byte order mark', async () => {
  expect(await read('\ufeff: hello\ndata\ndata: a: b\nretry: 7\nunknown\n\ndata:  c\n\n')).toEqual([
    { id: undefined, data: '\na: b' },
    { id: undefined, data: ' c' },
  ]);
  expect(await read('id: 1\ndata: a\n\nid: \0\ndata: b\n\nid\ndata: c\n\n')).toEqual([
    { id: '1', data: 'a' },
    { id: '1', data: 'b' },
    { id: '', data: 'c' },
  ]);
});

test('gives no event that the stream breaks off in', async () => {
  expect(await read('data: whole\n\ndata: ha')).toEqual([{ id: undefined, data: 'whole' }]);
  expect(await read('data: whole\r\rdata: half\r')).toEqual([{ id: undefined, data: 'whole' }]);
});

test('ends on a line that never ends', async () => {
  await expect(read('data: ', 'x'.repeat(600_000), 'x'.repeat(600_000))).rejects.toThrow('without an end');
});

test('hears the same however lines end and wherever chunks end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('\n', '\r', '\r\n'),
      fc.array(fc.nat({ max: 60 }), { maxLength: 12 }),
      async (lineEnd, cuts) => {
        const whole = new TextEncoder().encode(
          `:✓\nid: 1\ndata: é✓😀\ndata: 2\n\nid: 2\ndata: {}\n\n`.replaceAll('\n', lineEnd),
        );
        const places = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const chunks = places.slice(1).map((end, index) => whole.subarray(places[index], end));
        expect(await read(...chunks)).toEqual([
          { id: '1', data: 'é✓😀\n2' },
          { id: '2', data: '{}' },
        ]);
      },
    ),
  );
});
