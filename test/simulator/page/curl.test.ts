import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { asCurl } from '../../../simulator/page/curl.ts';
import { setUp } from '../set-up.ts';
import { wireEntry } from './wire-entry.ts';

const entry = wireEntry({
  url: "http://127.0.0.1:8081/voice?who=o'brien",
  fields: { Body: 'it\'s `$HOME` & "more"\nhere', To: '+14155550100' },
  signature: 'abc+/=',
});

/** What a shell makes of the command: its words. */
function words(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }; TWILIO_AUTH_TOKEN=token; ${command}`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

it('a callback is posted again as it was, with its signature, whatever is in its fields', () => {
  expect(words(asCurl(entry, 'http://127.0.0.1:8082', 'AC1'))).toEqual([
    ...['-X', 'POST', entry.url, '-H', 'X-Twilio-Signature: abc+/='],
    ...['--data-urlencode', `Body=${entry.fields['Body']}`, '--data-urlencode', 'To=+14155550100'],
  ]);
});

it('fields of a GET are in its address and not sent twice', () => {
  expect(words(asCurl({ ...entry, method: 'GET' }, '', 'AC1'))).not.toContain('--data-urlencode');
});

it('a request of the application goes to the simulator, with the token that the shell knows', () => {
  const url = '/2010-04-01/Accounts/AC1/Calls.json';
  const fields = { StatusCallbackEvent: ['ringing', 'completed'] };
  const command = asCurl({ ...entry, direction: 'in', signature: null, url, fields }, 'http://127.0.0.1:8082', 'AC1');
  expect(words(command)).toEqual([
    ...['-X', 'POST', `http://127.0.0.1:8082${url}`, '-u', 'AC1:token'],
    ...['--data-urlencode', 'StatusCallbackEvent=ringing', '--data-urlencode', 'StatusCallbackEvent=completed'],
  ]);
});

it('without a token in the shell it takes the one that a simulator has unless told otherwise', async () => {
  const { simulator } = await setUp();
  const command = asCurl({ ...entry, direction: 'in', signature: null }, simulator.url, simulator.accountSid);
  expect(words(`unset TWILIO_AUTH_TOKEN; ${command}`)).toContain(`${simulator.accountSid}:${simulator.authToken}`);
});
