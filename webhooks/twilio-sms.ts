import type { Advanced } from '../src/advance/together.ts';
import type { Apps } from '../src/challenge/app.ts';
import { isOpen } from '../src/challenge/challenge.ts';
import { sameCode } from '../src/challenge/code.ts';
import type { Command } from '../src/challenge/command.ts';
import { replyAnswer } from '../src/challenge/wording.ts';
import { type Guessing, guess } from '../src/guess.ts';
import type { Stored } from '../src/ports.ts';
import { readInboundText, textTwiml } from '../src/providers/twilio-dialect.ts';
import type { FormHandler } from './signed-form.ts';

export interface Reading extends Guessing {
  readonly apps: Apps;
}

/**
 * A text from somebody. It belongs to the challenge that awaits a reply from this number and has this code. With none such
 * it is a wrong answer to every one that awaits, or else nobody's: then it is not answered, or two machines might never
 * stop. A lone 0 denies them all, and blocks nobody: a sender can be forged. One that is told again, by whoever kept the callback,
 * is no answer to what was asked since.
 */
export function inboundText(deps: Reading): FormHandler {
  return async (form) => {
    const command = readInboundText(form);
    if (command === undefined) return { kind: 'unreadable' };
    if (command === 'nothing') return { kind: 'twiml', body: textTwiml(undefined) };
    const { awaiting, meantFor } = await deps.store.textFrom(command.from, command.messageSid);
    const ids = meantFor ?? (await recipientsOf(deps, awaiting, command.answer));
    // Before anything comes of it: should our answer be lost, it is told again, and by then others may await a text.
    if (meantFor === undefined) await deps.store.markHeard(command.messageSid, ids);
    const answers: string[] = [];
    const late: string[] = [];
    for (const id of ids) {
      const guessed = await guess(deps, id, command);
      const answer = answerOf(deps, command, guessed);
      if (answer !== undefined) (isLate(guessed) ? late : answers).push(answer);
    }
    // Of all that waited one may be over; what is still open matters more.
    return { kind: 'twiml', body: textTwiml(answers[0] ?? late[0]) };
  };
}

async function recipientsOf(deps: Reading, awaiting: readonly string[], answer: string): Promise<readonly string[]> {
  // One that this process has closed itself is over, and need not be looked at again.
  const open = awaiting.filter((id) => !isClosed(deps.store.recall(id)));
  const matching = answer === '0' || open.length < 2 ? open : await idsWithCode(deps, open, answer);
  return matching.length > 0 ? matching : open;
}

const isClosed = (known: Stored | undefined): boolean => known !== undefined && !isOpen(known.challenge);

/** Of the challenges that wait, those that this answers. They are decided about again when they are advanced. */
async function idsWithCode({ store }: Reading, ids: readonly string[], answer: string): Promise<string[]> {
  const stored = await Promise.all(ids.map((id) => store.load(id)));
  return ids.filter((_, index) => {
    const challenge = stored[index]?.challenge;
    return challenge !== undefined && isOpen(challenge) && sameCode(answer, challenge.secrets.code);
  });
}

const isLate = (guessed: Advanced | { readonly kind: 'no-looks-left' }): boolean =>
  'stored' in guessed && 'lateReply' in guessed.stored.challenge;

function answerOf(
  { apps }: Reading,
  { messageSid }: Extract<Command, { type: 'reply' }>,
  advanced: Advanced | { readonly kind: 'no-looks-left' },
): string | undefined {
  if (advanced.kind === 'unknown' || advanced.kind === 'no-looks-left') return undefined;
  const { challenge } = advanced.stored;
  if (advanced.kind === 'refused' && advanced.refusal !== 'nothing-new') return undefined;
  return replyAnswer(challenge, messageSid, apps.orDefault(challenge.app));
}
