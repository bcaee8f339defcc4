import { expect, test } from 'vitest';
import { addressOf, whereaboutsOf } from '../../src/diagnose/redis-address.ts';

test.each([
  ['redis://user:pw@host:6379/2', 'redis://host:6379/2'],
  ['rediss://:pw@host', 'rediss://host'],
  ['redis+sentinel://:pw@a:1,b:2/main', 'a:1, b:2'],
  ['redis+cluster://a,b:2', 'a:6379, b:2'],
  ['no address', 'REDIS_URL'],
])('%s is shown as %s', (url, shown) => expect(addressOf(url)).toBe(shown));

test('Sentinel and a cluster become what one connection takes', () => {
  expect(whereaboutsOf('redis+sentinel://:pw@a:1,b:2/main')).toEqual({
    kind: 'sentinel',
    options: {
      sentinels: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
      name: 'main',
      password: 'pw',
    },
  });
  expect(whereaboutsOf('redis+cluster://a:1,b:2')).toEqual({ kind: 'cluster-node', options: { host: 'a', port: 1 } });
});

test('and over TLS to whoever is asked', () => {
  expect(whereaboutsOf('rediss+sentinel://a:1/main')).toMatchObject({
    options: { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true },
  });
  expect(whereaboutsOf('rediss+cluster://a:1')).toMatchObject({ options: { tls: {} } });
});
