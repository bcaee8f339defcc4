import { randomBytes } from 'node:crypto';
import type { Living } from './calls.ts';
import type { DeedKind } from './journal.ts';
import { pause } from './pause.ts';
import type { Person, TextFate } from './people.ts';

/** A text at the provider, from the moment it was accepted. */
export interface Text {
  readonly id: string;
  readonly attempt: number;
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly createdAt: number;
  readonly body: string;
  readonly statusUrl: string;
  /** Where the number that texts came from has its inbound texts sent. */
  readonly inboundUrl: string;
  readonly person: Person<TextFate>;
  status: string;
}

/** Lives the text to its end: the provider's callbacks and what the person writes back. */
export async function liveText(living: Living, text: Text): Promise<void> {
  const { person, body } = text;
  void report(living, text, 'sent');
  await pause(Math.min(300, person.ringMs));
  if (person.fate === 'undelivered') return await undelivered(living, text);
  void report(living, text, 'delivered');
  await pause(person.ringMs);
  const code = /\d{4,8}/.exec(body)?.[0] ?? 'none';
  for (const [kind, words] of repliesOf(person.fate, code)) {
    await pause(person.thinkMs);
    await reply(living, text, kind, words);
  }
}

async function undelivered(living: Living, text: Text): Promise<void> {
  const deed = living.journal.did(text.id, text.attempt, 'undelivered');
  if (await report(living, text, 'undelivered', { ErrorCode: '30003' })) deed.ackedAt = Date.now();
}

async function report(
  { journal, callBack, accountSid }: Living,
  text: Text,
  status: string,
  more: Record<string, string> = {},
): Promise<boolean> {
  text.status = status;
  const { sid, to, from } = text;
  const fields = { AccountSid: accountSid, MessageSid: sid, MessageStatus: status, To: to, From: from, ...more };
  const answer = await callBack(text.statusUrl, fields);
  const taken = answer !== undefined && answer.status < 300;
  if (taken) journal.acked(text.id, text.attempt);
  return taken;
}

/** What the person writes, as what it means. */
function repliesOf(fate: TextFate, code: string): [DeedKind, string][] {
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  switch (fate) {
    case 'replies':
    case 'replies-late':
      return [['right-reply', code]];
    case 'wrong-then-right':
      return [
        ['wrong-reply', wrong],
        ['right-reply', `my code is ${code}.`],
      ];
    case 'five-wrong':
      return Array.from({ length: 5 }, (): [DeedKind, string] => ['wrong-reply', wrong]);
    case 'replies-zero':
      return [['zero-reply', ' 0 ']];
    case 'never-replies':
    case 'undelivered':
      return [];
    default:
      throw fate satisfies never;
  }
}

async function reply({ journal, callBack, accountSid }: Living, text: Text, kind: DeedKind, words: string) {
  const deed = journal.did(text.id, text.attempt, kind);
  const MessageSid = `SM${randomBytes(16).toString('hex')}`;
  const fields = { AccountSid: accountSid, MessageSid, From: text.to, To: text.from, Body: words, NumMedia: '0' };
  const answer = await callBack(text.inboundUrl, fields);
  if (answer !== undefined && answer.status < 300) deed.ackedAt = Date.now();
}
