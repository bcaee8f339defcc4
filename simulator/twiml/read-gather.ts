import type { XmlElement } from './parse-xml.ts';
import { readCount, readFlag, readMethod, type Warn } from './read-attributes.ts';
import type { Verb } from './read-document.ts';

const SILENCE_SECONDS = 5;

/** One `<Gather>`; `nested` are the verbs inside it, of which it takes those that only sound. */
export function readGather(element: XmlElement, nested: readonly Verb[], warn: Warn): Verb {
  const { attributes } = element;
  const numDigits = readCount(element, 'numDigits', 0, warn, 13314);
  const prompts = nested.filter((verb) => {
    if (verb.verb === 'Say' || verb.verb === 'Play' || verb.verb === 'Pause') return true;
    warn(13320, `<${verb.verb}> may not stand inside <Gather> and was skipped`);
    return false;
  });
  // Prompts can always be cut short by a key here; the attribute is only checked.
  readFlag(element, 'bargeIn', true, warn, 13332);
  return {
    verb: 'Gather',
    action: attributes['action'] ?? null,
    method: readMethod(element, warn, 13312),
    prompts,
    rules: {
      timeoutSeconds:
        attributes['timeout'] === 'auto'
          ? SILENCE_SECONDS
          : readCount(element, 'timeout', SILENCE_SECONDS, warn, 13313),
      numDigits: numDigits === 0 ? null : numDigits,
      finishOnKey: readFinishKey(attributes['finishOnKey'], warn),
      actionOnEmptyResult: readFlag(element, 'actionOnEmptyResult', false, warn, 13338),
      takesKeys: readInput(attributes['input'], warn).includes('dtmf'),
    },
  };
}

function readInput(value: string | undefined, warn: Warn): readonly string[] {
  const asked = (value ?? 'dtmf').trim().split(/\s+/);
  if (asked.some((input) => input !== 'dtmf' && input !== 'speech')) {
    warn(13326, `input="${value}" of <Gather> must be dtmf, speech or both; dtmf is used`);
    return ['dtmf'];
  }
  if (asked.includes('speech')) warn(null, 'Speech is not simulated: <Gather> hears keys only');
  return asked;
}

function readFinishKey(value: string | undefined, warn: Warn): string | null {
  if (value === undefined || /^[0-9#*]$/.test(value)) return value ?? '#';
  if (value === '') return null;
  warn(13310, `finishOnKey="${value}" of <Gather> is not one key; # is used`);
  return '#';
}
