import { type Channel, channels, type Method, methodsByChannel } from '../contract/methods.ts';
import { type ChallengeRequestInput, challengeId, challengeRequest, faultsOf } from '../contract/request.ts';
import { type Options, textOf, UsageError, type Values } from './command.ts';

/** The options of `poundkey send`. */
export const sendOptions: Options = {
  to: { type: 'string', value: 'NUMBER', about: 'Who is asked, as +14155550100, or a national number with --country.' },
  channel: { type: 'string', value: channels.join('|'), about: 'A call or a text; a call unless told.' },
  method: {
    type: 'string',
    value: 'METHOD',
    about: `How to answer. voice: ${methodsByChannel.voice.join(', ')}; sms: ${methodsByChannel.sms.join(', ')}.`,
  },
  'pin-hash': { type: 'string', value: 'HASH', about: 'For the method pin: $scrypt$ln=14,r=8,p=1$salt$hash' },
  country: { type: 'string', value: 'CC', about: 'The country of a national number, such as US.' },
  extension: { type: 'string', value: 'DIGITS', about: 'What to dial once an office answers; w waits 0.5 s, W 1 s.' },
  action: {
    type: 'string',
    value: 'TEXT',
    about: 'What it is about, as the person hears or reads it: "sign in to Payroll".',
  },
  locale: { type: 'string', value: 'TAG', about: 'The language of the call or text, such as en-US.' },
  lifetime: { type: 'string', value: 'SECONDS', about: 'How long there is to answer, 30 to 600; 180 unless told.' },
  app: { type: 'string', value: 'NAME', about: 'Whose challenge it is; default unless told.' },
  subject: { type: 'string', value: 'ID', about: 'The person, as the auth server knows them.' },
  id: { type: 'string', value: 'ID', about: 'The id of the challenge; the same one again asks nobody twice.' },
  json: { type: 'boolean', about: 'One JSON object at the end: the outcome with its steps.' },
};

/** Where each field of a request comes from. */
const optionByField: Readonly<Record<string, string>> = {
  pinHash: '--pin-hash',
  lifetimeSeconds: '--lifetime',
  'context.action': '--action',
};

/** What is to be asked, or everything that is wrong with it: better now than as an outcome. */
export function readRequest(values: Values): ChallengeRequestInput & { readonly id?: string } {
  const text = (name: string) => textOf(values, name);
  if (text('to') === undefined) throw new UsageError('Who is to be asked? --to +14155550100');
  const channel = text('channel') ?? 'voice';
  const [lifetime, action, pinHash] = [text('lifetime'), text('action'), text('pin-hash')];
  const request = {
    ...fields(values, ['to', 'country', 'extension', 'locale', 'app', 'subject']),
    channel,
    method: text('method') ?? usualMethod(channel),
    ...(lifetime !== undefined && { lifetimeSeconds: Number(lifetime) }),
    ...(action !== undefined && { context: { action } }),
    ...(pinHash !== undefined && { pinHash }),
  };
  const parsed = challengeRequest.safeParse(request);
  const id = challengeId.optional().safeParse(text('id'));
  const faults = [
    ...(parsed.success
      ? []
      : faultsOf(parsed.error).map(({ path, message }) => `${optionByField[path] ?? `--${path}`} ${plainly(message)}`)),
    ...(id.success ? [] : id.error.issues.map(({ message }) => `--id ${plainly(message)}`)),
  ];
  if (faults.length > 0) throw new UsageError(...faults);
  return { ...(request as ChallengeRequestInput), ...(id.data !== undefined && { id: id.data }) };
}

/** The words of the schemas for programmers, in words for people. */
function plainly(message: string): string {
  return message
    .replace(/^Too small: expected number to be >=(\d+)$/, 'must be $1 or more')
    .replace(/^Too big: expected number to be <=(\d+)$/, 'must be $1 or less')
    .replace(/^Too small: expected string to have >=(\d+) characters$/, 'must have $1 characters or more')
    .replace(/^Too big: expected string to have <=(\d+) characters$/, 'must have $1 characters or fewer')
    .replace(/^Invalid input: expected (?:number|int), received .*$/, 'must be a whole number')
    .replace(
      /^Invalid option: expected one of (.*)$/,
      (_, list: string) => `must be ${list.replaceAll('"', '').replaceAll('|', ' or ')}`,
    );
}

/** Not `code` by text: that one is answered at the auth server's page, which is not here. */
function usualMethod(channel: string): Method {
  return (channel as Channel) === 'sms' ? 'reply' : 'pound';
}

function fields(values: Values, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = textOf(values, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
