import { styleText } from 'node:util';
import { type Addresses, demoOperators } from './environment.ts';

/** Only what the demo itself has made up is printed. */
const whoIs = (operators: string): string =>
  operators === demoOperators
    ? `what is going on: sign in as ${operators.replace(':', ', password ')}`
    : 'what is going on, for your operators';

/** What to print when everything runs: the addresses, and the one thing to do first. */
export function welcome(
  { example, simulator, gateway, webhooks }: Addresses,
  { apiKeys, operators, redisUrl }: { apiKeys: string; operators: string; redisUrl: string },
): string {
  const [, key = ''] = /^[^:]*:([^,]*)/.exec(apiKeys) ?? [];
  const rows = [
    ['Sign in', example, 'an example auth server'],
    ['Handsets', simulator, 'pretend phones, and a pretend Twilio'],
    ['Gateway', gateway, `HTTP API, key ${key}`],
    ['Operators', `${gateway}/ops`, whoIs(operators)],
    ['Webhooks', webhooks, 'what Twilio would call back'],
    ['Redis', redisUrl.replace(/\/\/[^/@]*@/, '//'), 'where requests are queued and results published'],
  ] as const;
  const table = rows.map(
    ([name, url, about]) => `  ${name.padEnd(10)}${styleText('cyan', url.padEnd(27))}${styleText('dim', about)}`,
  );
  const first = `Open ${styleText(['bold', 'cyan'], example)}, sign in as anna, and follow the page to the phone beside it.`;
  return [
    '',
    `  ${styleText('bold', 'Poundkey is running.')}`,
    '',
    ...table,
    '',
    `  ${first}`,
    '  Ctrl-C stops all of it.',
    '',
    '',
  ].join('\n');
}
