import type { Wish } from '../askings.ts';
import { noticePage } from '../pages/layout.ts';
import type { Answer } from '../visit.ts';
import { numberOf, type PhoneWay, questionFor } from '../ways.ts';
import type { House, PersonalVisit } from './route.ts';

/** Asks a phone of the person, or the one with the number that is to become theirs, and goes to the page that waits for it. */
export async function ask(
  { askings, config }: House,
  visit: PersonalVisit,
  purpose: Wish['purpose'],
  way: PhoneWay,
  newNumber?: string,
): Promise<Answer> {
  const { person, words, token } = visit;
  const number = newNumber ?? numberOf(person, way.phone) ?? '';
  try {
    const { asked } = await askings.begin(
      token,
      { person: person.name, purpose, way, number },
      {
        ...questionFor(person, way, number),
        locale: words.locale,
        lifetimeSeconds: config.lifetimeSeconds,
        context: { action: words.action[purpose] },
      },
    );
    return { to: `/askings/${asked.id}` };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { page: noticePage(visit, words.problems.title, words.problems.unreachable), status: 503 };
  }
}
