import { describe, expect, test } from 'vitest';
import { type Options, UsageError } from '../../src/cli/command.ts';
import { readOptions } from '../../src/cli/read-options.ts';

const options: Options = {
  to: { type: 'string', value: 'NUMBER', about: '' },
  channel: { type: 'string', about: '' },
  json: { type: 'boolean', short: 'j', about: '' },
};

function faultsOf(...args: string[]): readonly string[] {
  try {
    readOptions(args, options);
  } catch (error) {
    if (error instanceof UsageError) return error.lines;
    throw error;
  }
  return [];
}

describe('readOptions', () => {
  test('reads values in both spellings, switches and short names', () => {
    expect(readOptions(['--to', '+1', '--channel=sms', '-j'], options)).toEqual({
      to: '+1',
      channel: 'sms',
      json: true,
    });
  });

  test('takes a value that begins with a dash where it is joined by =', () => {
    expect(readOptions(['--to=-1'], options)).toEqual({ to: '-1' });
  });

  test('suggests the option that was meant, and says nothing of its value', () => {
    expect(faultsOf('--chanel', 'sms')).toEqual(['There is no option --chanel. Did you mean --channel?']);
    expect(faultsOf('--zzzzzz')).toEqual(['There is no option --zzzzzz.']);
  });

  test.each(['__proto__', 'constructor', 'toString'])('knows no option --%s', (name) => {
    expect(faultsOf(`--${name}`)[0]).toMatch(`There is no option --${name}.`);
  });

  test('tells everything at once', () => {
    expect(faultsOf('--json=yes', '--to', '--channel', 'sms', '--channel', 'voice', 'stray')).toEqual([
      '--json takes no value.',
      '--to needs a value: --to NUMBER',
      '"sms" stands alone: every value belongs to an option.',
      '"stray" stands alone: every value belongs to an option.',
    ]);
    expect(faultsOf('--channel', 'a', '--channel', 'b')).toEqual(['--channel is given twice.']);
  });

  test('repeats no phone number that stands alone', () => {
    expect(faultsOf('+14155550100')).toEqual(['"+1••••••0100" stands alone: every value belongs to an option.']);
  });

  test('asks for a value where there is none', () => {
    expect(faultsOf('--to')).toEqual(['--to needs a value: --to NUMBER']);
    expect(faultsOf('--to=')).toEqual(['--to needs a value: --to NUMBER']);
    expect(faultsOf('--channel')).toEqual(['--channel needs a value: --channel VALUE']);
  });
});
