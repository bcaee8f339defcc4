/** PURE: TwiML as text. Twilio's own builder makes a tree first and costs forty times as much, on every question of every call. */

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A TwiML verb. Attributes are escaped here; `content` is TwiML already, made by `verb` or `words`. */
export function verb(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escaped(String(value)).replaceAll('"', '&quot;')}"`,
  );
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`;
}

/** Text to be said or sent, without the characters that XML cannot hold in any spelling (half a pair, controls). */
export const words = (text: string): string =>
  escaped(text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, ' '));

export const document = (content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${verb('Response', {}, content)}`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
