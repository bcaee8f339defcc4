import type { Response } from 'express';

/** A refusal of the control API, in the form of RFC 9457. */
export type Problem = {
  readonly status: 400 | 403 | 404 | 408 | 409;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly string[];
};

const TITLE: Readonly<Record<Problem['status'], string>> = {
  400: 'Bad request',
  403: 'Forbidden',
  404: 'Not found',
  408: 'It did not happen in time',
  409: 'Not possible now',
};

/** Answers with a problem. */
export function sendProblem(res: Response, { status, ...problem }: Problem): void {
  res.status(status).type('application/problem+json');
  res.send(JSON.stringify({ type: 'about:blank', title: TITLE[status], status, ...problem }));
}
