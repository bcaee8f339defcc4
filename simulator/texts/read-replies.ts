import type { Alert } from '../twiml/alert.ts';
import { parseXml, type XmlElement } from '../twiml/parse-xml.ts';
import type { PhoneText } from './receive-text.ts';

type Between = { readonly from: string; readonly to: string };
/** The texts that an answer asks for, and what Twilio's debugger would list about it. */
export type Replies = { readonly texts: readonly PhoneText[]; readonly alerts: readonly Alert[] };

const XML = new Set(['text/xml', 'application/xml', 'text/html']);
const NO_EFFECT = ['action', 'method', 'statusCallback'];
// Verbs of calls; other names are no TwiML at all.
const VOICE = new Set(['Dial', 'Gather', 'Hangup', 'Pause', 'Play', 'Record', 'Reject', 'Say']);

/** Reads the answer to an inbound text by its content type: TwiML, or plain words that are the reply. Empty is no reply. */
export function readReplies(answer: string, contentType: string, between: Between): Replies {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (answer.trim() === '') return { texts: [], alerts: [] };
  if (type === 'text/plain') return { texts: [{ ...between, body: answer.trim() }], alerts: [] };
  if (!XML.has(type)) return failed(12300, `Invalid content type "${type}"`);
  const parsed = parseXml(answer);
  if (!parsed.ok) return failed(12100, `Document parse failure: ${parsed.reason}`);
  if (parsed.root.name !== 'Response') {
    return failed(12102, `The root element must be <Response>, not <${parsed.root.name}>`);
  }
  const alerts: Alert[] = [];
  const warn = (code: number | null, text: string) => void alerts.push({ level: 'warning', code, text });
  const texts = parsed.root.children.flatMap((child) => {
    if (typeof child !== 'string') return readReply(child, between, warn) ?? [];
    if (child.trim() !== '') warn(12200, 'Text outside a verb in <Response> is ignored');
    return [];
  });
  return { texts, alerts };
}

function failed(code: number, text: string): Replies {
  return { texts: [], alerts: [{ level: 'error', code, text }] };
}

function readReply(
  element: XmlElement,
  between: Between,
  warn: (code: number | null, text: string) => void,
): PhoneText | null {
  const { name, attributes } = element;
  if (name !== 'Message' && name !== 'Sms') {
    if (name === 'Redirect') warn(null, '<Redirect> in an answer to a text is not simulated and was skipped');
    else if (VOICE.has(name)) warn(14110, `<${name}> is no verb for an answer to a text and was skipped`);
    else warn(12200, `<${name}> is no TwiML verb and was skipped`);
    return null;
  }
  for (const attribute of Object.keys(attributes)) {
    if (NO_EFFECT.includes(attribute)) warn(null, `${attribute} of <${name}> is not simulated and has no effect`);
    else if (attribute !== 'from' && attribute !== 'to')
      warn(12200, `Attribute "${attribute}" is not allowed to appear in <${name}>`);
  }
  const body = bodyOf(element).trim();
  if (body === '') warn(14103, `<${name}> has no body and was skipped`);
  return body === '' ? null : { from: attributes['from'] ?? between.from, to: attributes['to'] ?? between.to, body };
}

/** `<Message>` holds its words directly or in `<Body>`; `<Media>` is not simulated. */
function bodyOf(message: XmlElement): string {
  return message.children
    .map((child) => (typeof child === 'string' ? child : child.name === 'Body' ? bodyOf(child) : ''))
    .join('');
}
