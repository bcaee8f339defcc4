/** What one `<Gather>` takes, from its attributes (https://www.twilio.com/docs/voice/twiml/gather). */
export type GatherRules = {
  /** Seconds of silence that end it; counted anew after every key. */
  readonly timeoutSeconds: number;
  /** Ends it at once when this many keys were taken; null = any number. */
  readonly numDigits: number | null;
  /** The key that ends it and is not part of the digits; null = no key does. */
  readonly finishOnKey: string | null;
  readonly actionOnEmptyResult: boolean;
  /** False for `input="speech"`: keys are not heard. */
  readonly takesKeys: boolean;
};

export type GatherStep =
  | { readonly kind: 'collecting'; readonly digits: string }
  | { readonly kind: 'ended'; readonly digits: string; readonly finishedOnKey: string };

/** One key pressed while the gather listens. The finish key wins over numDigits and is never part of the digits. */
export function takeKey(rules: GatherRules, digits: string, key: string): GatherStep {
  if (key === rules.finishOnKey) return { kind: 'ended', digits, finishedOnKey: key };
  const taken = digits + key;
  if (taken.length === rules.numDigits) return { kind: 'ended', digits: taken, finishedOnKey: '' };
  return { kind: 'collecting', digits: taken };
}

/**
 * Whether the ended gather requests its action. With nothing entered it does not: neither after silence nor after a lone
 * finish key; the document then goes on with the next verb. `actionOnEmptyResult` makes it ask all the same.
 */
export function requestsAction(rules: GatherRules, digits: string): boolean {
  return digits !== '' || rules.actionOnEmptyResult;
}
