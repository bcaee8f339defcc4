import { challengeRequest, type Fault, faultsOf } from '../../src/contract/request.ts';

/** What a caller has to write at the least. */
export const smallest = { to: '+14155550100', channel: 'voice', method: 'pound' };

export const faults = (request: unknown): Fault[] => {
  const { error } = challengeRequest.safeParse(request);
  return error === undefined ? [] : faultsOf(error);
};
export const pathsOf = (request: unknown): string[] => faults(request).map(({ path }) => path);
