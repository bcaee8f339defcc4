/** A refusal as Twilio words it: its code is stable, its status is the HTTP one. */
export type TwilioError = { readonly code: number; readonly message: string; readonly status: number };

/** A refusal; 400 unless Twilio answers this code with another status. */
export function twilioError(code: number, message: string): TwilioError {
  return { code, message, status: STATUS[code] ?? 400 };
}

const STATUS: Readonly<Record<number, number>> = {
  20003: 401,
  20004: 405,
  20404: 404,
  20409: 409,
  20429: 429,
  20500: 500,
  20503: 503,
};

/** The body of an error answer (https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions). */
export function errorBody({ code, message, status }: TwilioError): object {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}
