import type { IncomingMessage } from 'node:http';
import express, { type RequestHandler } from 'express';

const bytesMax = 16_384;

/**
 * Reads a body as JSON, whatever its content type says: what is not JSON is told so. The usual one, of a length that was
 * told and in plain UTF-8, is read right here; Express reads the others, at several times the cost.
 */
export function jsonBody(): RequestHandler {
  const any = express.json({ limit: bytesMax, type: () => true, strict: false });
  return (request, response, next) => {
    if (!isPlain(request)) return any(request, response, next);
    readPlain(request).then((body) => {
      request.body = body;
      next();
    }, next);
  };
}

export function isPlain({ headers }: IncomingMessage): boolean {
  const length = Number(headers['content-length']);
  const [, charset = 'utf-8'] = /charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type'] ?? '') ?? [];
  return length > 0 && length <= bytesMax && headers['content-encoding'] === undefined && /^utf-?8$/i.test(charset);
}

/** Reads what `isPlain`. Node itself sees to it that no more comes than was told. */
export function readPlain(request: IncomingMessage): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('error', (error) => reject(Object.assign(error, { status: 400 })));
  request.on('end', () => {
    const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    try {
      // Some begin with a mark of the byte order, which is no part of the text.
      resolve(JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, '')));
    } catch {
      reject(Object.assign(new Error('the body is no JSON'), { status: 400 }));
    }
  });
  return promise;
}
