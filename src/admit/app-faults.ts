import type { App } from '../challenge/app.ts';
import type { ChallengeRequest, Fault } from '../contract/request.ts';

/** The provider dials no longer row of digits and waits. */
const dialledMax = 32;

/** What is wrong with a request for this app that would be right for another. */
export function appFaults({ extensions }: App, { extension }: ChallengeRequest): Fault[] {
  if (extension === undefined) return [];
  const { by, secondsBefore } = extensions;
  if (by === 'words' && !/^\d{1,10}$/.test(extension))
    return [
      { path: 'extension', message: 'is spoken to the switchboard of this app: 1 to 10 digits and nothing else' },
    ];
  if (by === 'tones' && secondsBefore + extension.length > dialledMax)
    return [
      { path: 'extension', message: `may have ${dialledMax - secondsBefore} characters beside the wait of this app` },
    ];
  return [];
}
