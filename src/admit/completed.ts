import type { App } from '../challenge/app.ts';

/**
 * What was asked, with what its app takes for granted where the request says nothing. A method goes with its channel: who
 * names one of the two and leaves out the other is only helped if they fit.
 */
export function completed(asked: unknown, { locale, lifetimeSeconds, way }: App): unknown {
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return asked;
  const { channel = way?.channel, method = way?.method } = asked as Record<string, unknown>;
  const fits = way !== undefined && channel === way.channel && method === way.method;
  return { locale, lifetimeSeconds, ...(fits && way), ...asked };
}
