/** One line of Twilio's debugger about a document or an answer (https://www.twilio.com/docs/api/errors). */
export type Alert = {
  /** An error stops the document (or loses the answer); after a warning things go on. */
  readonly level: 'error' | 'warning';
  /** Twilio's code; null for what Twilio would do and the simulator does not. */
  readonly code: number | null;
  readonly text: string;
};

/** The alert in one line, as it stands among the captions of a call. */
export function sentenceOf({ code, text }: Alert): string {
  return code === null ? text : `${code}: ${text}`;
}
