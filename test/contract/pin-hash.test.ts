import { scryptSync } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readPinHash } from '../../src/contract/pin-hash.ts';
import { pinFits } from '../../src/pin.ts';
import { pinHash } from '../challenge/given.ts';
import { faults, smallest } from './requests.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
const salt = base64(Buffer.alloc(16, 7));
const hash = base64(Buffer.alloc(32, 9));
const phc = ({ ln = '14', r = '8', p = '1', s = salt, h = hash } = {}) => `$scrypt$ln=${ln},r=${r},p=${p}$${s}$${h}`;

/** A hash as another library would make it. */
function hashOf(pin: string, ln: number, r: number, p: number, saltBytes: number, hashBytes: number): string {
  const bytes = Buffer.from(Array.from({ length: saltBytes }, (_, n) => (n * 37 + 11) % 256));
  const made = scryptSync(pin, bytes, hashBytes, { N: 2 ** ln, r, p, maxmem: 2 ** 29 });
  return phc({ ln: String(ln), r: String(r), p: String(p), s: base64(bytes), h: base64(made) });
}

it.each([
  ['a usual one', hashOf('2580', 14, 8, 1, 16, 32)],
  ['the smallest', hashOf('2580', 10, 1, 1, 8, 16)],
  ['the costliest', hashOf('2580', 17, 8, 1, 16, 64)],
  ['many rounds', hashOf('2580', 13, 8, 10, 64, 64)],
])('a hash fits its PIN and no other: %s', async (_what, made) => {
  expect(readPinHash(made)).toBeTypeOf('object');
  expect(await pinFits('2580', made)).toBe(true);
  for (const wrong of ['2581', '258', '25800', '0852', '']) expect(await pinFits(wrong, made)).toBe(false);
});

it('agrees with the vector of RFC 7914, section 12', async () => {
  const expected = Buffer.from(
    'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
    'hex',
  );
  const made = phc({ ln: '10', r: '8', p: '16', s: base64(Buffer.from('NaCl'.repeat(2))), h: base64(expected) });
  // The vector's salt is too short for us: what is looked at here is that N, r, p and the length are read as meant.
  expect(readPinHash(made)).toMatchObject({ cost: { N: 1024, r: 8, p: 16 }, hash: expected });
  const own = scryptSync('password', 'NaCl', 64, { N: 1024, r: 8, p: 16 });
  expect(own.equals(expected)).toBe(true);
});

it.each([
  ['', 'must look like'],
  ['2580', 'must look like'],
  ['$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b27a', 'must look like'],
  [`${phc()}=`, 'must look like'],
  [`${phc()}\n`, 'must look like'],
  [` ${phc()}`, 'must look like'],
  [phc({ ln: '014' }), 'must look like'],
  [phc({ ln: '-1' }), 'must look like'],
  [phc({ ln: '14.5' }), 'must look like'],
  [phc({ r: '0' }), 'must look like'],
  [phc({ s: '' }), 'must look like'],
  [phc({ s: 'a_b-c3' }), 'must look like'],
  [phc().replace('ln=14,r=8', 'r=8,ln=14'), 'must look like'],
  [phc().replace(',p=1', ''), 'must look like'],
  [phc({ ln: '9' }), 'ln must be 10 or more'],
  [phc({ ln: '18' }), 'more than 128 MiB'],
  [phc({ ln: '999' }), 'more than 128 MiB'],
  [phc({ r: '9999' }), 'more than 128 MiB'],
  [phc({ ln: '17', p: '2' }), 'more work'],
  [phc({ p: '9999' }), 'more work'],
  [phc({ s: 'AAAAA' }), 'no base64'],
  [phc({ h: `${hash.slice(0, -1)}B` }), 'no base64'],
  [phc({ s: base64(Buffer.alloc(7)) }), 'the salt must have'],
  [phc({ s: base64(Buffer.alloc(65)) }), 'the salt must have'],
  [phc({ h: base64(Buffer.alloc(15)) }), 'the hash must have'],
  [phc({ h: base64(Buffer.alloc(65)) }), 'the hash must have'],
])('%j is refused at the door, and told why without being repeated', (pinHash, why) => {
  const told = faults({ ...smallest, method: 'pin', pinHash });
  expect(told).toEqual([{ path: 'pinHash', message: expect.stringContaining(why) }]);
  expect(told[0]?.message).not.toContain(hash);
});

it('a hash of endless length is refused before it is looked at', () => {
  expect(faults({ ...smallest, method: 'pin', pinHash: phc({ h: 'A'.repeat(100_000) }) })).not.toEqual([]);
});

it('a PIN is compared beside the event loop, which goes on meanwhile', async () => {
  let isCompared = false;
  const comparing = pinFits('2580', hashOf('2580', 17, 8, 1, 16, 32)).then((fits) => {
    isCompared = true;
    return fits;
  });
  await setImmediate();
  expect(isCompared).toBe(false);
  expect(await comparing).toBe(true);
});

it('a hash that never came through the door throws', async () => {
  await expect(pinFits('2580', 'plain')).rejects.toThrow('cannot be read');
  expect(await pinFits('2580', pinHash)).toBe(true);
});
