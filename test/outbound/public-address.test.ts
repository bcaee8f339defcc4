import { expect, test, vi } from 'vitest';
import { isPublicAddress, publicLookup } from '../../src/outbound/public-address.ts';

test.each([
  '93.184.216.34',
  '1.1.1.1',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '2606:4700::1111',
  '2a00::1',
])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

test.each([
  ...['127.0.0.1', '127.255.255.255', '0.0.0.0', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['169.254.169.254', '100.64.0.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...['::1', '::', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1', '2002:7f00:1::', '2001::1'],
  ...['::ffff:127.0.0.1', '::ffff:93.184.216.34', '64:ff9b::7f00:1', 'fe80::1%eth0'],
  ...['', 'localhost', '127.1', '2130706433', '0x7f000001'],
])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));

type Found = { address: string; family: number }[];
const look = (found: Found, all: boolean): Promise<unknown> => {
  const lookup = publicLookup((_hostname, _options, callback) => callback(null, found));
  return new Promise((resolve) => {
    lookup('name.example', { all }, (error, ...answer) => resolve(error ?? answer));
  });
};
const v4 = (address: string) => ({ address, family: 4 });

test('a name gives the public ones of its addresses, in the form that is asked for', async () => {
  expect(await look([v4('10.0.0.1'), v4('1.1.1.1'), v4('1.0.0.1')], true)).toEqual([[v4('1.1.1.1'), v4('1.0.0.1')]]);
  expect(await look([v4('10.0.0.1'), v4('1.1.1.1')], false)).toEqual(['1.1.1.1', 4]);
});

test('a name that is private is refused, also when it was public a moment ago', async () => {
  for (const all of [true, false]) {
    expect(await look([v4('10.0.0.1'), { address: '::1', family: 6 }], all)).toMatchObject({ name: 'PrivateAddress' });
    expect(await look([], all)).toMatchObject({ name: 'PrivateAddress' });
  }
  const resolve = vi.fn();
  const lookup = publicLookup(resolve);
  resolve.mockImplementationOnce((_host, _options, callback) => callback(null, [v4('1.1.1.1')]));
  resolve.mockImplementation((_host, _options, callback) => callback(null, [v4('127.0.0.1')]));
  const answers: unknown[] = [];
  for (const _ of [1, 2]) lookup('rebinding.example', {}, (error, address) => answers.push(error ?? address));
  expect(answers).toEqual(['1.1.1.1', expect.objectContaining({ name: 'PrivateAddress' })]);
});

test('a name that nobody knows is told as it is', async () => {
  const unknown = Object.assign(new Error('none'), { code: 'ENOTFOUND' });
  const lookup = publicLookup((_hostname, _options, callback) => callback(unknown, []));
  expect(await new Promise((resolve) => lookup('none.example', {}, resolve))).toBe(unknown);
});
