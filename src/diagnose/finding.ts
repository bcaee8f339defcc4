/** What was looked at. */
export type Area = 'settings' | 'secrets' | 'redis' | 'address' | 'provider' | 'numbers';

/**
 * One thing that was looked at and how it is. Whatever is not well says what to do about it. None repeats a secret or a
 * whole phone number, since people paste such tables into tickets.
 */
export type Finding =
  | { readonly area: Area; readonly name: string; readonly level: 'good'; readonly says: string }
  /** Could not be looked at; `says` tells why. */
  | { readonly area: Area; readonly name: string; readonly level: 'unknown'; readonly says: string }
  | {
      readonly area: Area;
      readonly name: string;
      readonly level: Trouble;
      readonly says: string;
      readonly fix: string;
    };

/** A fault stops something from working or being safe; a warning does not here and now. */
export type Trouble = 'warning' | 'fault';

/** The findings of one area, so that nobody has to name it twice. */
export function findings(area: Area) {
  return {
    good: (name: string, says: string): Finding => ({ area, name, level: 'good', says }),
    unknown: (name: string, says: string): Finding => ({ area, name, level: 'unknown', says }),
    warning: (name: string, says: string, fix: string): Finding => ({ area, name, level: 'warning', says, fix }),
    fault: (name: string, says: string, fix: string): Finding => ({ area, name, level: 'fault', says, fix }),
  };
}
