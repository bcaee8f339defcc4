import { expect, it } from 'vitest';
import { createEvents } from '../../simulator/events.ts';

it('gives a reader that comes back exactly what it missed', () => {
  const events = createEvents('a');
  const start = events.lastId();
  events.publish('wire', 1);
  expect(events.since(start)?.map((event) => event.data)).toEqual([1]);
  const last = events.lastId();
  events.publish('wire', 2);
  events.publish('phone', 3);
  expect(events.since(last)?.map((event) => event.data)).toEqual([2, 3]);
  expect(events.since(events.lastId())).toEqual([]);
});

it('knows when it cannot: an id of an earlier process, or one too old', () => {
  const events = createEvents('b');
  events.publish('wire', 0);
  const first = events.lastId();
  for (let i = 0; i < 1_001; i += 1) events.publish('wire', i);
  expect(events.since(first)).toBeUndefined();
  expect(events.since('a-5')).toBeUndefined();
  expect(events.since('')).toBeUndefined();
});

it('stops telling a listener that has left', () => {
  const events = createEvents('c');
  const heard: unknown[] = [];
  const leave = events.subscribe((event) => heard.push(event.data));
  events.publish('reset', 1);
  leave();
  events.publish('reset', 2);
  expect(heard).toEqual([1]);
});

it('draws a picture for readers only: when somebody listens or comes back, and then the newest', () => {
  const events = createEvents('d');
  let drawn = 0;
  const start = events.lastId();
  events.publish('phone', () => {
    drawn += 1;
    return drawn;
  });
  expect(drawn).toBe(0);
  expect(events.since(start)?.map((event) => event.data)).toEqual([1]);
  const heard: unknown[] = [];
  for (let reader = 0; reader < 2; reader += 1) events.subscribe((event) => heard.push(event.data));
  events.publish('phone', () => 'picture');
  expect(heard).toEqual(['picture', 'picture']);
});
