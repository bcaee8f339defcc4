import { describe, expect, it } from 'vitest';
import { createPlaces } from '../../webhooks/places.ts';

function placesOf(...paths: string[]) {
  const places = createPlaces<string>();
  for (const path of paths) places.put(path, `at ${path}`);
  return places;
}

describe('a place', () => {
  it('is found by its path, with what stands for the names in it', () => {
    const places = placesOf('/sms', '/voice/:id/:nonce', '/voice/:id/:nonce/:turn');
    expect(places.find('/sms')).toEqual({ what: 'at /sms', path: '/sms', params: {} });
    expect(places.find('/voice/a%2Fb/n/7')).toEqual({
      ...{ what: 'at /voice/:id/:nonce/:turn', path: '/voice/:id/:nonce/:turn' },
      params: { id: 'a/b', nonce: 'n', turn: '7' },
    });
  });

  it.each(['', '/', '/SMS', '/sms/', '//sms', '/voice//n', '/voice/a/', '/voice/a', '/voice/a/b/c/d', 'http://a/sms'])(
    'is not found by another path: %j',
    (path) => {
      expect(placesOf('/sms', '/voice/:id/:nonce').find(path)).toBeUndefined();
    },
  );

  it('whose name cannot be read is an error, and a name is only a name', () => {
    const places = placesOf('/voice/:id');
    expect(() => places.find('/voice/%ff')).toThrow(URIError);
    const params = places.find('/voice/__proto__')?.params;
    expect(params).toEqual({ id: '__proto__' });
  });
});
