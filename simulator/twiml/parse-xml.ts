export type XmlElement = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
};
type XmlNode = XmlElement | string;
export type ParsedXml =
  | { readonly ok: true; readonly root: XmlElement }
  | { readonly ok: false; readonly reason: string };

type OpenElement = { name: string; attributes: Record<string, string>; children: XmlNode[] };
type Token =
  | { kind: 'text'; text: string }
  | { kind: 'open'; name: string; attributes: Record<string, string>; empty: boolean }
  | { kind: 'close'; name: string }
  | { kind: 'nothing' };

class XmlFault extends Error {}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const NAME = '[A-Za-z_][\\w:.-]*';
const TAG = new RegExp(`^<(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`);
const CLOSING = new RegExp(`^</(${NAME})\\s*>`);
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'g');

/**
 * Reads one XML document as strictly as Twilio does (error 12100 for anything that is not well formed), without
 * namespaces. A DOCTYPE is refused: no TwiML needs one and it is where XML parsers get hurt.
 */
export function parseXml(source: string): ParsedXml {
  try {
    return { ok: true, root: readDocument(source.replace(/^\uFEFF/, '').trim()) };
  } catch (error) {
    if (error instanceof XmlFault) return { ok: false, reason: error.message };
    throw error;
  }
}

function readDocument(source: string): XmlElement {
  const outside: OpenElement = { name: '', attributes: {}, children: [] };
  const open: OpenElement[] = [outside];
  for (let at = 0; at < source.length; ) {
    const { token, length } = nextToken(source, at);
    at += length;
    place(token, open);
  }
  const last = open.at(-1);
  if (last !== outside) throw new XmlFault(`<${last?.name}> is not closed`);
  const elements = outside.children.filter((child) => typeof child !== 'string');
  const stray = outside.children.some((child) => typeof child === 'string' && child.trim() !== '');
  const root = elements[0];
  if (root === undefined) throw new XmlFault('the document has no element');
  if (elements.length > 1 || stray) throw new XmlFault('there is content outside the root element');
  return root;
}

function place(token: Token, open: OpenElement[]): void {
  const parent = open.at(-1);
  if (parent === undefined) throw new XmlFault('an element is closed twice');
  switch (token.kind) {
    case 'text':
      parent.children.push(token.text);
      return;
    case 'open': {
      const element = { name: token.name, attributes: token.attributes, children: [] };
      parent.children.push(element);
      if (!token.empty) open.push(element);
      return;
    }
    case 'close':
      if (open.length === 1 || parent.name !== token.name) throw new XmlFault(`</${token.name}> closes nothing`);
      open.pop();
      return;
    case 'nothing':
      return;
    default:
      token satisfies never;
  }
}

function nextToken(source: string, at: number): { token: Token; length: number } {
  if (source[at] !== '<') return readText(source, at);
  if (source.startsWith('<!--', at)) return { token: { kind: 'nothing' }, length: span(source, at, '-->') };
  if (source.startsWith('<?', at)) return { token: { kind: 'nothing' }, length: span(source, at, '?>') };
  if (source.startsWith('<![CDATA[', at)) {
    const length = span(source, at, ']]>');
    return { token: { kind: 'text', text: source.slice(at + 9, at + length - 3) }, length };
  }
  if (source.startsWith('<!', at)) throw new XmlFault('a DOCTYPE is not accepted');
  return readTag(source.slice(at, tagEnd(source, at) + 1));
}

/** A `>` may stand in an attribute value, so the end of a tag is looked for outside quotes. */
function tagEnd(source: string, at: number): number {
  let quote = '';
  for (let i = at; i < source.length; i += 1) {
    const character = source[i] ?? '';
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return i;
  }
  throw new XmlFault('a tag is not finished');
}

function readText(source: string, at: number): { token: Token; length: number } {
  const end = source.indexOf('<', at);
  const raw = source.slice(at, end === -1 ? undefined : end);
  return { token: { kind: 'text', text: decode(raw) }, length: raw.length };
}

function readTag(source: string): { token: Token; length: number } {
  const closing = CLOSING.exec(source);
  if (closing) return { token: { kind: 'close', name: closing[1] ?? '' }, length: closing[0].length };
  const tag = TAG.exec(source);
  if (!tag) throw new XmlFault(`"${source.slice(0, 40)}" is not a tag`);
  const attributes: Record<string, string> = {};
  for (const [, name = '', double, single] of (tag[2] ?? '').matchAll(ATTRIBUTE)) {
    if (Object.hasOwn(attributes, name)) throw new XmlFault(`attribute ${name} stands twice`);
    attributes[name] = decode(double ?? single ?? '');
  }
  return { token: { kind: 'open', name: tag[1] ?? '', attributes, empty: tag[3] === '/' }, length: tag[0].length };
}

function span(source: string, at: number, end: string): number {
  const found = source.indexOf(end, at);
  if (found === -1) throw new XmlFault(`"${end}" is missing`);
  return found + end.length - at;
}

function decode(raw: string): string {
  return raw.replace(/&([^;&\s]*);?/g, (whole, name: string) => {
    const code = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name);
    const point = code ? Number.parseInt(code[1] ?? code[2] ?? '', code[1] ? 16 : 10) : Number.NaN;
    const character = point <= 0x10ffff ? String.fromCodePoint(point) : NAMED[name];
    if (character === undefined || !whole.endsWith(';')) throw new XmlFault(`"${whole}" is not an entity`);
    return character;
  });
}
