import type { Response } from 'express';
import { errorBody, type TwilioError } from './twilio-error.ts';

/** What a REST handler decides: a resource, an empty answer, or a refusal. `sid` is what the request was about. */
export type Answer =
  | { readonly kind: 'done'; readonly status: 200 | 201; readonly body: object; readonly sid?: string }
  | { readonly kind: 'gone'; readonly sid: string }
  /** `fault` names the switched-on fault that refused it. */
  | { readonly kind: 'refused'; readonly error: TwilioError; readonly fault?: string };

/** The refusal as an answer. */
export function refused(error: TwilioError): Answer {
  return { kind: 'refused', error };
}

/** Sends the answer; a fault drawn for this request may spoil it after all was done (`accept-then-…`). */
export function sendAnswer(res: Response, answer: Answer, fault: string | null): void {
  if (answer.kind !== 'refused') res.locals['sid'] = answer.sid ?? null;
  else if (answer.fault !== undefined) res.locals['fault'] = answer.fault;
  if (fault === 'accept-then-reset') {
    res.socket?.resetAndDestroy();
    return;
  }
  const [status, body] = fault === 'accept-then-500' ? [500, serverError()] : plain(answer);
  sendBody(res, status, body);
}

/** Sends JSON, or nothing for null, and leaves it where the record of the wire finds it. */
export function sendBody(res: Response, status: number, body: object | null): void {
  const json = body === null ? '' : JSON.stringify(body);
  res.locals['answer'] = json;
  res.status(status);
  if (body === null) res.end();
  else res.type('application/json').send(json);
}

/** Twilio's answer to anything that goes wrong on its side. */
export function serverError(): object {
  return errorBody({ code: 20500, message: 'An internal server error has occurred', status: 500 });
}

function plain(answer: Answer): [number, object | null] {
  switch (answer.kind) {
    case 'done':
      return [answer.status, answer.body];
    case 'gone':
      return [204, null];
    case 'refused':
      return [answer.error.status, errorBody(answer.error)];
    default:
      return answer satisfies never;
  }
}
