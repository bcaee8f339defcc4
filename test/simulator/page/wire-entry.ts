import type { WireEntry } from '../../../simulator/wire/wire-log.ts';

/** A callback as the wire shows it, answered and without a fault. */
export const wireEntry = (more: Partial<WireEntry> = {}): WireEntry => ({
  id: 1,
  at: '2026-11-22T10:00:00.000Z',
  direction: 'out',
  kind: 'document',
  method: 'POST',
  url: 'http://127.0.0.1:8081/voice?turn=1',
  fields: {},
  sid: null,
  signature: null,
  attempt: 1,
  fault: null,
  status: 200,
  answer: '',
  error: null,
  alerts: [],
  durationMs: 1.5,
  ...more,
});
