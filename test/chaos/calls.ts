import type { CallBack } from './callbacks.ts';
import type { DeedKind, Journal } from './journal.ts';
import { pause } from './pause.ts';
import type { Person, VoiceFate } from './people.ts';
import { type Heard, hear } from './twiml.ts';

/** A call at the provider, from the moment it was accepted. */
export interface Call {
  readonly id: string;
  readonly attempt: number;
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly createdAt: number;
  readonly url: string;
  readonly statusUrl: string;
  readonly person: Person<VoiceFate>;
  /** Aborted when we are asked to end it. */
  readonly ending: AbortController;
  status: string;
}

export interface Living {
  readonly accountSid: string;
  readonly journal: Journal;
  readonly callBack: CallBack;
}

const gatherMs = 1_000;

/** Lives the call to its end: the provider's callbacks and the person's doings. */
export async function liveCall(living: Living, call: Call): Promise<void> {
  const { person, ending } = call;
  await pause(Math.min(200, person.ringMs), ending.signal);
  if (!ending.signal.aborted) void report(living, call, 'ringing');
  await pause(person.ringMs, ending.signal);
  if (ending.signal.aborted) return await end(living, call, 'canceled', 'no-answer');
  if (person.fate === 'busy' || person.fate === 'no-answer') return await end(living, call, person.fate, person.fate);
  if (person.fate === 'unreachable') return await end(living, call, 'failed', 'unreachable');
  call.status = 'in-progress';
  await converse(living, call);
  await end(living, call, 'completed', 'hung-up');
}

async function end(living: Living, call: Call, status: string, kind: DeedKind): Promise<void> {
  call.status = status;
  const deed = living.journal.did(call.id, call.attempt, kind);
  const answer = await report(living, call, status);
  if (answer) deed.ackedAt = Date.now();
}

/** Whether it was taken. Reports do not wait for each other, so they overtake each other. */
async function report({ journal, callBack, accountSid }: Living, call: Call, status: string): Promise<boolean> {
  if (status !== 'canceled' && !ending(status)) call.status = status;
  const answer = await callBack(call.statusUrl, { ...fieldsOf(accountSid, call), CallStatus: status });
  const taken = answer !== undefined && answer.status < 300;
  if (taken) journal.acked(call.id, call.attempt);
  return taken;
}

const ending = (status: string) => ['completed', 'busy', 'no-answer', 'failed'].includes(status);

const fieldsOf = (accountSid: string, { sid, to, from, status }: Call) => ({
  AccountSid: accountSid,
  ApiVersion: '2010-04-01',
  CallSid: sid,
  CallStatus: status,
  Direction: 'outbound-api',
  From: from,
  To: to,
});

async function converse(living: Living, call: Call): Promise<void> {
  const { callBack, journal, accountSid } = living;
  const fetchDocument = async (url: string, fields: Record<string, string>): Promise<Heard | undefined> => {
    const answer = await callBack(url, { ...fieldsOf(accountSid, call), ...fields });
    if (answer === undefined || answer.status >= 300) return undefined;
    journal.acked(call.id, call.attempt);
    return hear(answer.body);
  };
  let heard = await fetchDocument(call.url, {});
  for (let question = 0; heard?.action !== undefined && !call.ending.signal.aborted; question++) {
    if (call.person.fate === 'hangs-up') return;
    const key = keyOf(call.person.fate, heard.asks, question);
    await pause(key === '' ? gatherMs : call.person.thinkMs, call.ending.signal);
    if (call.ending.signal.aborted) return;
    const deed = journal.did(call.id, call.attempt, deedOf(key, heard.asks));
    heard = await fetchDocument(heard.action, { Digits: key });
    if (heard === undefined) return;
    deed.ackedAt = Date.now();
    if (heard.told !== undefined) deed.told = heard.told;
  }
}

function keyOf(fate: VoiceFate, asks: Heard['asks'], question: number): string {
  switch (fate) {
    case 'wrong-key-then-pound':
      return question === 0 ? '7' : '#';
    case 'three-wrong-keys':
      return '5';
    case 'reports-fraud':
      return asks === 'report' ? '#' : '0';
    case 'stays-silent':
      return '';
    default:
      return '#';
  }
}

function deedOf(key: string, asks: Heard['asks']): DeedKind {
  if (key === '') return 'silence';
  if (key === '#') return asks === 'report' ? 'pound-to-report' : 'pound-to-approve';
  // The key that leads to the report decides nothing by itself.
  return key === '0' && asks === 'approve' ? 'zero-key' : 'wrong-key';
}
