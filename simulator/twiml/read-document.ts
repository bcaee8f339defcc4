import type { GatherRules } from './gather-rules.ts';
import { parseXml, type XmlElement } from './parse-xml.ts';

export type Method = 'GET' | 'POST';
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

/** A document, or the reason why Twilio would not run it. `warnings` are what its debugger would list (code: sentence). */
export type TwimlDocument =
  | { readonly ok: true; readonly verbs: readonly Verb[]; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly code: number; readonly reason: string };

type Warn = (warning: string) => void;

// Exist at Twilio but not here; named so that a person sees why nothing happened.
const NOT_SIMULATED = new Set([
  'Connect',
  'Dial',
  'Enqueue',
  'Leave',
  'Pay',
  'Prompt',
  'Record',
  'Refer',
  'Siprec',
  'Start',
  'Stop',
]);

/** Reads a voice document. What Twilio only warns about (12200: unknown verb, bad attribute) is skipped with a warning. */
export function readDocument(source: string): TwimlDocument {
  const parsed = parseXml(source);
  if (!parsed.ok) return { ok: false, code: 12100, reason: `Document parse failure: ${parsed.reason}` };
  if (parsed.root.name !== 'Response') {
    return { ok: false, code: 12102, reason: `The root element is <${parsed.root.name}>, not <Response>` };
  }
  const warnings: string[] = [];
  const verbs = readVerbs(parsed.root, (warning) => warnings.push(warning));
  return { ok: true, verbs, warnings };
}

function readVerbs(parent: XmlElement, warn: Warn): Verb[] {
  return parent.children.flatMap((child) => {
    if (typeof child !== 'string') return readVerb(child, warn) ?? [];
    if (child.trim() !== '') warn(`12200: text outside a verb in <${parent.name}> is ignored`);
    return [];
  });
}

function readVerb(element: XmlElement, warn: Warn): Verb | null {
  const { attributes } = element;
  switch (element.name) {
    case 'Say':
      return {
        verb: 'Say',
        text: wordsOf(element),
        language: attributes['language'] ?? null,
        loop: count(element, 'loop', 1, warn),
      };
    case 'Play':
      return {
        verb: 'Play',
        url: wordsOf(element),
        digits: attributes['digits'] ?? null,
        loop: count(element, 'loop', 1, warn),
      };
    case 'Pause':
      return { verb: 'Pause', seconds: count(element, 'length', 1, warn) };
    case 'Gather':
      return readGather(element, warn);
    case 'Redirect':
      return { verb: 'Redirect', url: wordsOf(element), method: readMethod(element, warn) };
    case 'Hangup':
      return { verb: 'Hangup' };
    case 'Reject':
      return { verb: 'Reject' };
    default:
      warn(
        NOT_SIMULATED.has(element.name)
          ? `<${element.name}> is not simulated and was skipped`
          : `12200: <${element.name}> is no TwiML verb and was skipped`,
      );
      return null;
  }
}

function readGather(element: XmlElement, warn: Warn): Verb {
  const { attributes } = element;
  const numDigits = count(element, 'numDigits', 0, warn);
  const prompts = readVerbs(element, warn).filter((verb) => {
    if (verb.verb === 'Say' || verb.verb === 'Play' || verb.verb === 'Pause') return true;
    warn(`12200: <${verb.verb}> inside <Gather> was skipped`);
    return false;
  });
  return {
    verb: 'Gather',
    action: attributes['action'] ?? null,
    method: readMethod(element, warn),
    prompts,
    rules: {
      timeoutSeconds: attributes['timeout'] === 'auto' ? 5 : count(element, 'timeout', 5, warn),
      numDigits: numDigits === 0 ? null : numDigits,
      finishOnKey: readFinishKey(attributes['finishOnKey'], warn),
      actionOnEmptyResult: attributes['actionOnEmptyResult'] === 'true',
      takesKeys: (attributes['input'] ?? 'dtmf').split(/\s+/).includes('dtmf'),
    },
  };
}

function readFinishKey(value: string | undefined, warn: Warn): string | null {
  if (value === undefined || /^[0-9#*]$/.test(value)) return value ?? '#';
  if (value === '') return null;
  warn(`13310: finishOnKey="${value}" is not one key; # is used`);
  return '#';
}

function readMethod(element: XmlElement, warn: Warn): Method {
  const method = element.attributes['method'] ?? 'POST';
  if (method === 'GET' || method === 'POST') return method;
  warn(`12200: method="${method}" of <${element.name}> is neither GET nor POST; POST is used`);
  return 'POST';
}

function count(element: XmlElement, name: string, fallback: number, warn: Warn): number {
  const value = element.attributes[name];
  if (value === undefined) return fallback;
  if (/^\d{1,6}$/.test(value)) return Number(value);
  warn(`12200: ${name}="${value}" of <${element.name}> is not a number; ${fallback} is used`);
  return fallback;
}

/** The words of an element without their markup: <Say> may hold SSML. */
function wordsOf(element: XmlElement): string {
  const text = element.children.map((child) => (typeof child === 'string' ? child : ` ${wordsOf(child)} `)).join('');
  return text.replace(/\s+/g, ' ').trim();
}
