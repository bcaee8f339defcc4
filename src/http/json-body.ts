import express, { type NextFunction, type Request, type RequestHandler } from 'express';

const bytesMax = 16_384;

/**
 * Reads a body as JSON, whatever its content type says: what is not JSON is told so. The usual one, of a length that was
 * told and in plain UTF-8, is read right here; Express reads the others, at several times the cost.
 */
export function jsonBody(): RequestHandler {
  const any = express.json({ limit: bytesMax, type: () => true, strict: false });
  return (request, response, next) => {
    if (isPlain(request)) readPlain(request, next);
    else any(request, response, next);
  };
}

function isPlain({ headers }: Request): boolean {
  const length = Number(headers['content-length']);
  const [, charset = 'utf-8'] = /charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type'] ?? '') ?? [];
  return length > 0 && length <= bytesMax && headers['content-encoding'] === undefined && /^utf-?8$/i.test(charset);
}

/** Node itself sees to it that no more comes than was told. */
function readPlain(request: Request, next: NextFunction): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('error', (error) => next(Object.assign(error, { status: 400 })));
  request.on('end', () => {
    try {
      // Some begin with a mark of the byte order, which is no part of the text.
      request.body = JSON.parse(
        Buffer.concat(chunks)
          .toString('utf8')
          .replace(/^\uFEFF/, ''),
      );
    } catch {
      return next(Object.assign(new Error('the body is no JSON'), { status: 400 }));
    }
    next();
  });
}
