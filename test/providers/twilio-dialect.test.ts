import { describe, expect, it } from 'vitest';
import {
  type Form,
  readAnswer,
  readCallStatus,
  readInboundText,
  readKey,
  readTextStatus,
} from '../../src/providers/twilio-dialect.ts';

const ref = { id: 'challenge-1', attempt: 2, nonce: 'nonce-0123456789' };
const about = { attempt: 2, nonce: 'nonce-0123456789' };
const CallSid = `CA${'0a'.repeat(16)}`;
const MessageSid = `SM${'0b'.repeat(16)}`;
// What Twilio sends along with every call.
const along = {
  AccountSid: `AC${'5'.repeat(32)}`,
  ApiVersion: '2010-04-01',
  Direction: 'outbound-api',
  From: '+14155550001',
};

describe('a call status', () => {
  it.each([
    ['queued', { type: 'report-progress', status: 'sent' }],
    ['initiated', { type: 'report-progress', status: 'sent' }],
    ['ringing', { type: 'report-progress', status: 'ringing' }],
    ['completed', { type: 'report-ended', reason: 'completed' }],
    ['busy', { type: 'report-ended', reason: 'busy' }],
    ['no-answer', { type: 'report-ended', reason: 'no-answer' }],
    ['failed', { type: 'report-ended', reason: 'unreachable' }],
    ['canceled', { type: 'report-ended', reason: 'no-answer' }],
  ])('%s is one command', (CallStatus, command) => {
    expect(readCallStatus(ref, { ...along, CallSid, CallStatus })).toEqual({ ...command, ...about, sid: CallSid });
  });

  it.each(['in-progress', 'answered', 'some-news', 'constructor', 'delivered'])('%s tells nothing', (CallStatus) => {
    expect(readCallStatus(ref, { ...along, CallSid, CallStatus })).toBe('nothing');
  });

  it.each(['', 'Busy', 'no answer', 'busy\n', 'busyCalled', '__proto__x', 'x'.repeat(21)])(
    '%j is refused',
    (CallStatus) => {
      expect(readCallStatus(ref, { ...along, CallSid, CallStatus })).not.toMatchObject({ type: expect.anything() });
    },
  );
});

describe('a text status', () => {
  it.each([
    ['accepted', undefined, { type: 'report-progress', status: 'sent' }],
    ['queued', undefined, { type: 'report-progress', status: 'sent' }],
    ['sending', undefined, { type: 'report-progress', status: 'sent' }],
    ['sent', undefined, { type: 'report-progress', status: 'sent' }],
    ['delivered', undefined, { type: 'report-progress', status: 'delivered' }],
    ['read', undefined, { type: 'report-progress', status: 'delivered' }],
    ['undelivered', undefined, { type: 'report-ended', reason: 'undelivered' }],
    ['undelivered', '30003', { type: 'report-ended', reason: 'undelivered' }],
    ['failed', '30036', { type: 'report-ended', reason: 'undelivered' }],
    ['failed', '', { type: 'report-ended', reason: 'undelivered' }],
    ['undelivered', '21610', { type: 'report-ended', reason: 'opted-out' }],
    ['failed', '21610', { type: 'report-ended', reason: 'opted-out' }],
  ])('%s with error %s is one command', (MessageStatus, ErrorCode, command) => {
    const form = { ...along, MessageSid, MessageStatus, ...(ErrorCode !== undefined && { ErrorCode }) };
    expect(readTextStatus(ref, form)).toEqual({ ...command, ...about, sid: MessageSid });
  });

  it.each(['scheduled', 'canceled', 'partially_delivered', 'receiving', 'received', 'constructor'])(
    '%s tells nothing',
    (MessageStatus) => expect(readTextStatus(ref, { ...along, MessageSid, MessageStatus })).toBe('nothing'),
  );

  it.each([
    ['an error that is no number', { MessageSid, MessageStatus: 'failed', ErrorCode: '21610x' }],
    ['a status in capitals', { MessageSid, MessageStatus: 'FAILED' }],
    ['the id of a call', { MessageSid: CallSid, MessageStatus: 'failed' }],
    ['no id', { MessageStatus: 'failed' }],
    ['no status', { MessageSid }],
  ])('with %s is refused', (_what, form) => {
    expect(readTextStatus(ref, form)).toBeUndefined();
  });
});

describe('a key', () => {
  it.each(['#', '*', ...'0123456789'])('%s is taken as it is', (Digits) => {
    expect(readKey(ref, 3, { ...along, CallSid, Digits })).toEqual({
      type: 'press-key',
      ...about,
      sid: CallSid,
      turn: 3,
      key: Digits,
    });
  });

  it('that is missing or empty is silence, and never anything else', () => {
    expect(readKey(ref, 1, { ...along, CallSid })).toMatchObject({ key: '' });
    expect(readKey(ref, 1, { ...along, CallSid, Digits: '' })).toMatchObject({ key: '' });
  });

  it.each(['##', '#\n', ' #', '＃', '#From+1', 'A', 'D', 'E', 'a', '12A', '1#2', '#*', '1'.repeat(18)])(
    '%j is refused',
    (Digits) => {
      expect(readKey(ref, 1, { ...along, CallSid, Digits })).toBeUndefined();
    },
  );
});

describe('several keys', () => {
  const keyOf = (form: Form) => readKey(ref, 1, { ...along, CallSid, ...form })?.key;
  it('have the # that finished them, wherever Twilio tells of it', () => {
    expect(keyOf({ Digits: '42', FinishedOnKey: '#' })).toBe('42#');
    expect(keyOf({ Digits: '42#', FinishedOnKey: '' })).toBe('42#');
    expect(keyOf({ Digits: '42#', FinishedOnKey: '#' })).toBe('42#');
    expect(keyOf({ Digits: '', FinishedOnKey: '#' })).toBe('#');
  });
  it('without one are unfinished, and nothing at all is silence', () => {
    expect(keyOf({ Digits: '42', FinishedOnKey: '' })).toBe('42');
    expect(keyOf({ Digits: '42' })).toBe('42');
    expect(keyOf({ Digits: '', FinishedOnKey: '' })).toBe('');
  });
  it.each<[string, Form]>([
    ['a finish key with its neighbour', { Digits: '42', FinishedOnKey: '#From+14155550001' }],
    ['another finish key', { Digits: '42', FinishedOnKey: '*' }],
  ])('with %s are refused', (_trick, form) => {
    expect(keyOf(form)).toBeUndefined();
  });
});

describe('an answered call', () => {
  it('asks what to say, and only with the id of a call', () => {
    expect(readAnswer(ref, { ...along, CallSid })).toEqual({ type: 'answer-call', ...about, sid: CallSid });
    for (const sid of ['', MessageSid, CallSid.toUpperCase(), `${CallSid}0`, `${CallSid}\n`, `${CallSid}CallStatus`])
      expect(readAnswer(ref, { ...along, CallSid: sid })).toBeUndefined();
  });
});

describe('an inbound text', () => {
  const read = (Body: string, more: Form = {}) =>
    readInboundText({ ...along, MessageSid, From: '+14155550100', Body, ...more });

  it.each([
    ['123456', '123456'],
    [' 123 456. ', '123456'],
    ['it says 123456!', '123456'],
    ['0', '0'],
    ['０', '0'],
    ['no idea', 'noidea'],
    ['', ''],
  ])('%j answers %j', (body, answer) => {
    expect(read(body)).toEqual({ type: 'reply', from: '+14155550100', answer, messageSid: MessageSid });
  });

  it('of a picture message has its own kind of id', () => {
    const pictured = `MM${'0c'.repeat(16)}`;
    expect(read('123456', { MessageSid: pictured })).toMatchObject({ messageSid: pictured });
  });

  it.each(['22395', 'VERIZON', 'whatsapp:+14155550100', '+1415555010000000', '+04155550100', '', '+14155550100To+1'])(
    'from %j is from nobody we could have asked',
    (From) => expect(read('123456', { From })).toBe('nothing'),
  );

  it('has a body of a bounded length', () => {
    expect(read('1'.repeat(2_001))).toBeUndefined();
  });
});

describe('a field that comes twice', () => {
  const twice = <T>(value: T) => [value, value] as unknown as string;
  it.each<[string, unknown]>([
    ['CallSid of an answer', readAnswer(ref, { CallSid: twice(CallSid) })],
    ['CallSid of a key', readKey(ref, 1, { CallSid: twice(CallSid), Digits: '#' })],
    ['Digits', readKey(ref, 1, { CallSid, Digits: twice('#') })],
    ['Digits, once empty', readKey(ref, 1, { CallSid, Digits: ['', '#'] })],
    ['CallStatus', readCallStatus(ref, { CallSid, CallStatus: twice('busy') })],
    ['MessageStatus', readTextStatus(ref, { MessageSid, MessageStatus: twice('failed') })],
    ['ErrorCode', readTextStatus(ref, { MessageSid, MessageStatus: 'failed', ErrorCode: twice('21610') })],
    ['From', readInboundText({ MessageSid, From: twice('+14155550100'), Body: '0' })],
    ['Body', readInboundText({ MessageSid, From: '+14155550100', Body: twice('0') })],
    ['MessageSid', readInboundText({ MessageSid: twice(MessageSid), From: '+14155550100', Body: '0' })],
  ])('is refused whole, even with the same value: %s', (_field, read) => {
    expect(read).toBeUndefined();
  });
});
