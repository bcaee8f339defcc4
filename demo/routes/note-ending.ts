import type { Asking } from '../askings.ts';
import type { Ending } from '../poundkey.ts';
import { lock } from './settings.ts';

/** Writes down what became of an asking, and locks the account of somebody who says that the sign-in was not theirs. */
export function noteEnding(house: Parameters<typeof lock>[0], { person, purpose }: Asking, ending: Ending): void {
  if (ending.reason === undefined || ending.status === 'approved' || ending.status === 'canceled') return;
  const isFraud = ending.reason === 'fraud-reported';
  const what = isFraud ? 'reported' : 'second-step-failed';
  house.history.add({ person, actor: person, what, about: ending.reason });
  // Who sets up a phone may have mistyped the number of somebody else, who rightly says that it was not them.
  if (isFraud && purpose === 'sign-in') lock(house, person);
}
