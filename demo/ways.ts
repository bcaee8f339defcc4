import type { ChallengeRequestInput } from '../src/client/client.ts';
import type { Person } from './store/people.ts';

/** A person's phones, and how each of them may be asked; the safest first. */
const methodsByPhone = {
  mobile: ['match', 'pound', 'pin', 'reply', 'code'],
  office: ['match', 'pound'],
  second: ['match', 'reply'],
} as const;
const textMethods: readonly string[] = ['reply', 'code'];

export type Phone = keyof typeof methodsByPhone;
export type Method = (typeof methodsByPhone)[Phone][number];
/** One of the ways in which somebody shows that it is them. */
export type Way =
  | { readonly phone: Phone; readonly method: Method }
  | { readonly phone: 'app'; readonly method: 'app' };
export type PhoneWay = Extract<Way, { phone: Phone }>;

const allWays: readonly Way[] = [
  ...Object.entries(methodsByPhone).flatMap(([phone, methods]) =>
    methods.map((method) => ({ phone: phone as Phone, method })),
  ),
  { phone: 'app', method: 'app' },
];

/** A way as it stands in forms and in the database: `mobile:match`. */
export const nameOf = ({ phone, method }: Way): string => `${phone}:${method}`;

/** The ways of one phone that need nothing but the phone: what can be chosen when it is set up. */
export const waysToSetUp = (phone: Phone): readonly PhoneWay[] =>
  allWays.filter((way): way is PhoneWay => way.phone === phone && way.method !== 'pin');

/** All that this person has set up, the preferred one first. */
export function waysOf(person: Person): Way[] {
  const rank = (way: Way): number => (nameOf(way) === person.preferred ? 0 : 1);
  return allWays.filter((way) => has(person, way)).sort((one, other) => rank(one) - rank(other));
}

/** One of somebody's ways by its name, if they have it. */
export const findWay = (ways: readonly Way[], name: string | undefined): Way | undefined =>
  ways.find((way) => nameOf(way) === name);

function has(person: Person, { phone, method }: Way): boolean {
  if (phone === 'app') return person.authenticator !== null;
  return numberOf(person, phone) !== null && (method !== 'pin' || person.pin !== null);
}

/** The number of a phone that is set up. */
export function numberOf(person: Person, phone: Phone): string | null {
  if (phone !== 'office') return person[phone];
  return person.officeIsSetUp ? person.officeNumber : null;
}

/** What to ask Poundkey for, so that a phone is asked in this way. */
export function questionFor(person: Person, { phone, method }: PhoneWay, number: string) {
  return {
    to: number,
    channel: isText({ phone, method } as PhoneWay) ? 'sms' : 'voice',
    method,
    subject: person.name,
    // Half a second twice: the switchboard wants to pick up first.
    ...(phone === 'office' && person.officeExtension && { extension: `ww${person.officeExtension}` }),
    ...(method === 'pin' && person.pin && { pinHash: person.pin }),
  } as const satisfies ChallengeRequestInput;
}

/** Whether this way is a text, and not a call. */
export const isText = ({ method }: PhoneWay): boolean => textMethods.includes(method);
