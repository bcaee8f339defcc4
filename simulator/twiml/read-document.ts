import type { Alert } from './alert.ts';
import type { GatherRules } from './gather-rules.ts';
import { parseXml, type XmlElement } from './parse-xml.ts';
import { checkAttributes, type Method, readCount, readMethod, type Warn } from './read-attributes.ts';
import { readGather } from './read-gather.ts';

export type Verb =
  | { readonly verb: 'Say'; readonly text: string; readonly language: string | null; readonly loop: number }
  | { readonly verb: 'Play'; readonly url: string; readonly digits: string | null; readonly loop: number }
  | { readonly verb: 'Pause'; readonly seconds: number }
  | {
      readonly verb: 'Gather';
      readonly rules: GatherRules;
      readonly action: string | null;
      readonly method: Method;
      readonly prompts: readonly Verb[];
    }
  | { readonly verb: 'Redirect'; readonly url: string; readonly method: Method }
  | { readonly verb: 'Hangup' }
  | { readonly verb: 'Reject' };

/** A document with what Twilio's debugger would list about it, or the reason why Twilio would not run it. */
export type TwimlDocument =
  | { readonly ok: true; readonly verbs: readonly Verb[]; readonly alerts: readonly Alert[] }
  | { readonly ok: false; readonly error: Alert };

// Exist at Twilio but not here; named so that a person sees why nothing happened.
const NOT_SIMULATED = new Set([
  'Connect',
  'Dial',
  'Echo',
  'Enqueue',
  'Leave',
  'Pay',
  'Prompt',
  'Queue',
  'Record',
  'Refer',
  'Sms',
  'Start',
  'Stop',
]);
const NAMED_VOICE = /^(man|woman|alice)$/i;
const SAY_MAX = 4_096;

/** Reads a voice document. What Twilio only warns about (12200: unknown verb, bad attribute) is skipped with a warning. */
export function readDocument(source: string): TwimlDocument {
  const parsed = parseXml(source);
  if (!parsed.ok) return refuse(12100, `Document parse failure: ${parsed.reason}`);
  if (parsed.root.name !== 'Response') {
    return refuse(12102, `The root element must be <Response>, not <${parsed.root.name}>`);
  }
  const alerts: Alert[] = [];
  const verbs = readVerbs(parsed.root, (code, text) => alerts.push({ level: 'warning', code, text }));
  return { ok: true, verbs, alerts };
}

function refuse(code: number, text: string): TwimlDocument {
  return { ok: false, error: { level: 'error', code, text } };
}

function readVerbs(parent: XmlElement, warn: Warn): Verb[] {
  return parent.children.flatMap((child) => {
    if (typeof child !== 'string') return readVerb(child, parent.name === 'Gather', warn) ?? [];
    if (child.trim() !== '') warn(12200, `Text outside a verb in <${parent.name}> is ignored`);
    return [];
  });
}

function readVerb(element: XmlElement, inGather: boolean, warn: Warn): Verb | null {
  if (NOT_SIMULATED.has(element.name)) {
    warn(null, `<${element.name}> is not simulated and was skipped`);
    return null;
  }
  checkAttributes(element, warn);
  switch (element.name) {
    case 'Say':
      return readSay(element, inGather, warn);
    case 'Play':
      return readPlay(element, warn);
    case 'Pause':
      return { verb: 'Pause', seconds: readCount(element, 'length', 1, warn, 13910) };
    case 'Gather':
      return readGather(element, readVerbs(element, warn), warn);
    case 'Redirect':
      return { verb: 'Redirect', url: wordsOf(element), method: readMethod(element, warn, 13710) };
    case 'Hangup':
      return { verb: 'Hangup' };
    case 'Reject':
      return readReject(element, warn);
    default:
      warn(12200, `<${element.name}> is no TwiML verb and was skipped`);
      return null;
  }
}

function readSay(element: XmlElement, inGather: boolean, warn: Warn): Verb {
  const { language, voice } = element.attributes;
  const text = wordsOf(element);
  if (text === '') warn(13520, '<Say> has no text');
  if (text.length > SAY_MAX) warn(13521, `<Say> has more than ${SAY_MAX} characters; the rest is not said`);
  // Other voices are named after who makes them, e.g. Polly.Joanna; which of them exist is not known here.
  if (voice !== undefined && !NAMED_VOICE.test(voice) && !voice.includes('.'))
    warn(inGather ? 13321 : 13511, `voice="${voice}" of <Say> is no voice`);
  const loop = readCount(element, 'loop', 1, warn, inGather ? 13322 : 13510);
  return { verb: 'Say', text: text.slice(0, SAY_MAX), language: language ?? null, loop };
}

function readPlay(element: XmlElement, warn: Warn): Verb {
  const digits = element.attributes['digits'] ?? null;
  const playable = digits === null || /^[0-9*#wW]+$/.test(digits);
  if (!playable) warn(13430, `digits="${digits}" of <Play> may have 0-9, #, *, w and W only; nothing is pressed`);
  return {
    verb: 'Play',
    url: wordsOf(element),
    digits: playable ? digits : '',
    loop: readCount(element, 'loop', 1, warn, 13410),
  };
}

function readReject(element: XmlElement, warn: Warn): Verb {
  const reason = element.attributes['reason'] ?? 'rejected';
  if (reason !== 'rejected' && reason !== 'busy')
    warn(13810, `reason="${reason}" of <Reject> is neither rejected nor busy`);
  return { verb: 'Reject' };
}

/** The words of an element without their markup: <Say> may hold SSML. */
function wordsOf(element: XmlElement): string {
  const text = element.children.map((child) => (typeof child === 'string' ? child : ` ${wordsOf(child)} `)).join('');
  return text.replace(/\s+/g, ' ').trim();
}
