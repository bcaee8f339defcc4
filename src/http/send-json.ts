import type { ServerResponse } from 'node:http';

/** Answers with a document, in one piece. */
export function sendJson(
  response: ServerResponse,
  status: number,
  document: unknown,
  type = 'application/json; charset=utf-8',
): void {
  const body = JSON.stringify(document);
  response.statusCode = status;
  response.setHeader('Content-Type', type).setHeader('Content-Length', Buffer.byteLength(body)).end(body);
}
