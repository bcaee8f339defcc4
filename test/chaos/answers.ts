import type { ServerResponse } from 'node:http';
import type { Call } from './calls.ts';
import type { Answering } from './misconduct.ts';
import type { Text } from './texts.ts';

/** A call or text as the API shows it, in the fields that anybody here reads. Its times have no milliseconds. */
export const shown = ({ sid, to, from, status, createdAt }: Call | Text): object => {
  const date = new Date(createdAt).toUTCString().replace('GMT', '+0000');
  return { sid, to, from, status, date_created: date, date_updated: date };
};

export function json(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

const lateAnswerMs = 7_000;

/** Answers a request for a call or text, well or badly. */
export function respond(response: ServerResponse, answering: Answering, made: Call | Text | undefined): void {
  const body = made === undefined ? {} : shown(made);
  switch (answering) {
    case 'placed':
      json(response, 201, body);
      return;
    case 'rang, answered late':
      setTimeout(() => json(response, 201, body), lateAnswerMs).unref();
      return;
    case 'rang, answer lost':
    case 'connection broken':
      response.socket?.destroy();
      return;
    case 'rang, answered 500':
      json(response, 500, { code: 20500, message: 'internal server error', status: 500 });
      return;
    case 'answered 503':
      json(response, 503, { code: 20503, message: 'service unavailable', status: 503 });
      return;
    case 'answered 429':
      json(response, 429, { code: 20429, message: 'too many requests', status: 429 });
      return;
    case 'answered 400':
      json(response, 400, { code: 21211, message: 'not a number', status: 400 });
      return;
    default:
      throw answering satisfies never;
  }
}
