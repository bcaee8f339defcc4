import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { freePort } from '../../script/free-port.mjs';

it('gives a port that no outgoing connection is given, so that none takes it before its listener comes', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, freePort));
  const range = '/proc/sys/net/ipv4/ip_local_port_range';
  const firstOfOutgoing = process.platform === 'linux' ? Number(readFileSync(range, 'utf8').split(/\s+/)[0]) : 49_152;
  for (const port of ports) expect(port).toBeLessThan(firstOfOutgoing);
  expect(new Set(ports).size).toBe(50);
});
