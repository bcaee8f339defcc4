import { parseXml, type XmlElement } from '../twiml/parse-xml.ts';
import type { PhoneText } from './receive-text.ts';

/** The texts that a messaging answer (`<Response><Message>…`) asks for; none when it is no such document. */
export function readReplies(answer: string, between: { readonly from: string; readonly to: string }): PhoneText[] {
  if (answer.trim() === '') return [];
  const parsed = parseXml(answer);
  if (!parsed.ok || parsed.root.name !== 'Response') return [];
  return parsed.root.children.flatMap((child) => {
    if (typeof child === 'string' || (child.name !== 'Message' && child.name !== 'Sms')) return [];
    const body = bodyOf(child).trim();
    const { from = between.from, to = between.to } = child.attributes;
    return body === '' ? [] : [{ from, to, body }];
  });
}

/** `<Message>` holds its words directly or in `<Body>`; `<Media>` is not simulated. */
function bodyOf(message: XmlElement): string {
  return message.children
    .map((child) => (typeof child === 'string' ? child : child.name === 'Body' ? bodyOf(child) : ''))
    .join('');
}
