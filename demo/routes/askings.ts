import type { Asking } from '../askings.ts';
import { endOf } from '../numbers.ts';
import { askingPage } from '../pages/asking.ts';
import type { Answer, Visit } from '../visit.ts';
import { nameOf } from '../ways.ts';
import { ask } from './ask.ts';
import { anyone, type House, only, type PersonalVisit, type Route } from './route.ts';
import { settle } from './settle.ts';
import { letIn } from './sign-in.ts';

/** A phone that is asked: its page, and what can be done meanwhile and after. */
export function askingRoutes(house: House): Route[] {
  /** Only for the browser that asks; for any other, and when it is long over, it is not there. */
  const withAsking = (act: (asking: Asking, visit: Visit) => Answer | Promise<Answer>) => (visit: Visit) => {
    const asking = house.askings.find(visit.id, visit.token);
    return asking === undefined ? { to: '/sign-in' } : act(asking, visit);
  };
  const half = only('half');
  return [
    anyone.get(
      '/askings/:id',
      withAsking((asking, visit) => ({ page: askingPage(visit, asking, house.now()) })),
    ),
    anyone.post('/askings/:id/code', withAsking(checkCode)),
    anyone.post('/askings/:id/resend', withAsking(resend)),
    half.post('/askings/:id/finish', (visit) => finish(house, visit)),
    half.post('/askings/:id/again', (visit) => {
      const asking = house.askings.find(visit.id, visit.token);
      if (asking === undefined || asking.person !== visit.person.name) return { to: '/sign-in' };
      return ask(house, visit, asking.purpose, asking.way, asking.number);
    }),
  ];
}

async function checkCode(asking: Asking, { form }: Visit): Promise<Answer> {
  // What is over says so on its page.
  const answer = await asking.asked.check(form['code'] ?? '').catch(() => undefined);
  if (answer !== undefined) asking.triesLeft = answer.triesLeft;
  return { to: `/askings/${asking.asked.id}` };
}

async function resend(asking: Asking): Promise<Answer> {
  const answer = await asking.asked.resend().catch(() => undefined);
  if (answer !== undefined) asking.resendAt = answer.resendAt;
  return { to: `/askings/${asking.asked.id}` };
}

/** The phone said yes: lets the person in, or makes the phone theirs. Only once, and only for the session that asked. */
function finish(house: House, visit: PersonalVisit): Answer {
  const { person, token, id, form, words } = visit;
  if (house.askings.find(id, token)?.person !== person.name) return { to: '/sign-in' };
  const asking = house.askings.take(id, token);
  if (asking === undefined) return { to: `/askings/${id}` };
  const about = words.phones[asking.way.phone];
  if (asking.purpose === 'sign-in')
    return letIn(house, visit, person, { what: 'signed-in', about, remember: form['remember'] === 'yes' });
  const { phone } = asking.way;
  const facts = phone === 'office' ? { officeIsSetUp: 1 } : { [phone]: asking.number };
  const preferred = phone === 'second' ? person.preferred : nameOf(asking.way);
  return settle(house, visit, { ...facts, preferred }, `${about}, …${endOf(asking.number)}`);
}
