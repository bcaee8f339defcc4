import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseXml } from '../../../simulator/twiml/parse-xml.ts';

it('reads elements, attributes, text, CDATA, comments and entities', () => {
  const parsed = parseXml(
    '<?xml version="1.0"?><!-- hi --><R a="1 &lt; 2" b=\'x>y\'><S>A &amp; B &#35;&#x23;</S><![CDATA[<raw>]]><E/></R>',
  );
  expect(parsed).toEqual({
    ok: true,
    root: {
      name: 'R',
      attributes: { a: '1 < 2', b: 'x>y' },
      children: [
        { name: 'S', attributes: {}, children: ['A & B ##'] },
        '<raw>',
        { name: 'E', attributes: {}, children: [] },
      ],
    },
  });
});

it.each([
  ['nothing', ''],
  ['no element', 'hello'],
  ['an open element', '<R><S></R>'],
  ['an unclosed root', '<R>'],
  ['two roots', '<R/><R/>'],
  ['text after the root', '<R/>x'],
  ['a DOCTYPE', '<!DOCTYPE R [<!ENTITY x "y">]><R>&x;</R>'],
  ['an unknown entity', '<R>&nbsp;</R>'],
  ['a bare ampersand', '<R>a & b</R>'],
  ['an unquoted attribute', '<R a=1/>'],
  ['an attribute twice', '<R a="1" a="2"/>'],
  ['an unfinished tag', '<R a="1'],
  ['an unfinished comment', '<R><!-- </R>'],
  ['a close too many', '</R>'],
])('refuses %s', (_what, source) => {
  expect(parseXml(source).ok).toBe(false);
});

it('answers anything with a value, never with an exception', () => {
  fc.assert(fc.property(fc.string(), (source) => typeof parseXml(`<R>${source}</R>`).ok === 'boolean'));
});

it('gives back any text that was escaped', () => {
  const written = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parsed = parseXml(`<R a="${written(text)}">${written(text)}</R>`);
      expect(parsed.ok && parsed.root.attributes['a']).toBe(text);
      expect(parsed.ok && parsed.root.children.join('')).toBe(text);
    }),
  );
});
