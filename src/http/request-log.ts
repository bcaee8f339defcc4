import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pinoHttp } from 'pino-http';
import { type Log, scrubPath } from '../log.ts';

/**
 * One line a request: method, path without its query, status, time. Headers and bodies hold keys, numbers and codes and are
 * never among it. Health checks come every few seconds and are left out.
 */
export function requestLog(log: Log): (request: IncomingMessage, response: ServerResponse, next?: () => void) => void {
  return pinoHttp({
    logger: log as never,
    genReqId: () => randomUUID(),
    autoLogging: { ignore: ({ url }) => url === '/livez' || url === '/readyz' || url === '/metrics' },
    customLogLevel: (_request, { statusCode }) => (statusCode >= 500 ? 'warn' : 'debug'),
    customSuccessMessage: () => 'request answered',
    customErrorMessage: () => 'request failed',
    serializers: {
      req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
        id,
        method,
        // What is asked for by a stranger may be a number, too.
        path: scrubPath(url.split('?')[0] ?? ''),
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
    },
  });
}
