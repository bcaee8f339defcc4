import { parseArgs } from 'node:util';
import { nearest } from '../diagnose/nearest.ts';
import { type Options, UsageError, type Values } from './command.ts';
import { maskNumbers, tame } from './mask.ts';

/**
 * Reads options, and tells everything that is wrong with them at once. Not by `parseArgs`' own strict mode: that stops at
 * the first fault and knows no suggestion.
 */
export function readOptions(args: readonly string[], options: Options): Values {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const values: Record<string, string | true> = {};
  const faults: string[] = [];
  let strange = false;
  for (const token of tokens) {
    // Behind an option that there is not, it is the value of what was meant, and one fault is enough.
    if (token.kind === 'positional' && !strange)
      faults.push(`"${maskNumbers(tame(token.value))}" stands alone: every value belongs to an option.`);
    strange = token.kind === 'option' && !Object.hasOwn(options, token.name);
    if (token.kind !== 'option') continue;
    const fault = faultOf(token, options) ?? (token.name in values ? `${token.rawName} is given twice.` : undefined);
    if (fault !== undefined) faults.push(fault);
    else values[token.name] = token.value ?? true;
  }
  if (faults.length > 0) throw new UsageError(...faults);
  return values;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function faultOf({ name, rawName, value, inlineValue }: OptionToken, options: Options): string | undefined {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) {
    const meant = nearest(name, Object.keys(options));
    return `There is no option ${tame(rawName)}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`;
  }
  if (option.type === 'boolean') return value === undefined ? undefined : `${rawName} takes no value.`;
  // `--to --json`: the next option is no value, and somebody forgot one.
  const missing = value === undefined || value === '' || (!inlineValue && value.startsWith('-'));
  return missing ? `${rawName} needs a value: ${rawName} ${option.value ?? 'VALUE'}` : undefined;
}
