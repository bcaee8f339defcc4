import { describe, expect, it } from 'vitest';
import { emptyState, type PageState, receive, type Snapshot } from '../../../simulator/page/state.ts';
import type { CallView, PhoneView } from '../../../simulator/phones/view-phone.ts';
import type { WireEntry } from '../../../simulator/wire/wire-log.ts';
import { wireEntry } from './wire-entry.ts';

const phone = (number: string, more: Partial<PhoneView> = {}): PhoneView => ({
  number,
  behavior: 'manual',
  messages: [],
  call: null,
  ...more,
});
const call = (sid: string, more: Partial<CallView> = {}): CallView => ({
  sid,
  from: '+12025550142',
  to: '+14155550100',
  status: 'ringing',
  live: true,
  transcript: [],
  waitingForKeys: false,
  captions: [],
  ...more,
});
const text = (sid: string, to: string) =>
  ({ sid, from: '+12025550142', to, body: '', direction: 'outbound-api', status: 'delivered', at: '' }) as const;
const entry = (id: number, more: Partial<WireEntry> = {}) => wireEntry({ id, ...more });
const snapshot = (more: Partial<Snapshot> = {}): Snapshot => ({
  phones: [],
  wire: [],
  faults: { seed: 1, latencyMs: 0, requests: [], callbacks: [], numbers: [] },
  accountSid: 'AC1',
  inboundUrl: null,
  ...more,
});
const numbers = (state: PageState) => state.phones.map(({ number }) => number);
const withPhones = (...phones: PhoneView[]): PageState => {
  const state = emptyState();
  for (const data of phones) receive(state, { type: 'phone', data });
  return state;
};

describe('the order of the phones', () => {
  it('is the newest first', () => expect(numbers(withPhones(phone('+1'), phone('+2')))).toEqual(['+2', '+1']));

  it('brings a phone to the front that begins to ring, and one that gets a text', () => {
    const state = withPhones(phone('+1'), phone('+2'), phone('+3'));
    receive(state, { type: 'phone', data: phone('+1', { call: call('CA1') }) });
    expect(numbers(state)).toEqual(['+1', '+3', '+2']);
    receive(state, { type: 'phone', data: phone('+2', { messages: [text('SM1', '+2')] }) });
    expect(numbers(state)).toEqual(['+1', '+2', '+3']);
  });

  it('never moves a phone that is in a call, whatever happens to it or to others', () => {
    const state = withPhones(phone('+1'), phone('+2'), phone('+3', { call: call('CA3') }));
    receive(state, { type: 'phone', data: phone('+1', { call: call('CA1') }) });
    receive(state, { type: 'phone', data: phone('+3', { call: call('CA3', { status: 'in-progress' }) }) });
    expect(numbers(state)).toEqual(['+3', '+1', '+2']);
    receive(state, { type: 'phone', data: phone('+1', { call: call('CA1'), messages: [text('SM1', '+1')] }) });
    expect(numbers(state)).toEqual(['+3', '+1', '+2']);
  });

  it('stays when a call ends, and when a person sends a text', () => {
    const state = withPhones(phone('+1', { call: call('CA1') }), phone('+2'));
    receive(state, { type: 'phone', data: phone('+1', { call: call('CA1', { live: false, status: 'completed' }) }) });
    receive(state, { type: 'phone', data: phone('+2', { messages: [text('SM1', '+12025550142')] }) });
    expect(numbers(state)).toEqual(['+1', '+2']);
  });

  it('outlives a snapshot, which every tab sees whenever one is opened', () => {
    const state = withPhones(phone('+1'), phone('+2'), phone('+3'));
    receive(state, { type: 'phone', data: phone('+1', { messages: [text('SM1', '+1')] }) });
    const phones = [phone('+1', { messages: [text('SM1', '+1')] }), phone('+3'), phone('+4')];
    receive(state, { type: 'snapshot', data: snapshot({ phones }) });
    expect(numbers(state)).toEqual(['+4', '+1', '+3']);
  });

  it('has an end: beyond a thousand the last one goes', () => {
    const state = withPhones(...Array.from({ length: 1_001 }, (_, index) => phone(`+${index}`)));
    expect(state.phones).toHaveLength(1_000);
    expect(numbers(state)).not.toContain('+0');
  });
});

describe('the wire', () => {
  it('is newest first, replaces an entry that has ended, and keeps two hundred', () => {
    const state = emptyState();
    for (let id = 1; id <= 201; id += 1) receive(state, { type: 'wire', data: entry(id, { status: null }) });
    receive(state, { type: 'wire', data: entry(200) });
    expect(state.wire).toHaveLength(200);
    expect(state.wire.slice(0, 2)).toMatchObject([
      { id: 201, status: null },
      { id: 200, status: 200 },
    ]);
    receive(state, { type: 'snapshot', data: snapshot({ wire: [entry(1), entry(2)] }) });
    expect(state.wire.map(({ id }) => id)).toEqual([2, 1]);
  });
});

it('a reset forgets everything but that the page is live', () => {
  const state = withPhones(phone('+1'));
  receive(state, { type: 'connection', data: 'live' });
  receive(state, { type: 'reset', data: null });
  expect(state).toMatchObject({ connection: 'live', phones: [], wire: [] });
});
