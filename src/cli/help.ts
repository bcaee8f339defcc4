import type { Command, Options } from './command.ts';
import type { Paint } from './terminal.ts';

/** Options that every command has. */
export const everywhere: Options = {
  'env-file': {
    type: 'string',
    value: 'FILE',
    about: 'Read settings from a file such as .env; what the environment sets wins.',
  },
  help: { type: 'boolean', short: 'h', about: 'Show this.' },
};

/** What `poundkey --help` shows. */
export function overview(commands: readonly Command[], paint: Paint): string {
  const examples = commands.flatMap(({ examples }) => examples.slice(0, 1));
  return [
    'Poundkey makes a phone the second factor. This is its terminal.',
    '',
    paint('bold', 'Examples'),
    ...examples.flatMap((example) => exampleLines(example, paint)),
    '',
    paint('bold', 'Commands'),
    ...table(commands.map(({ name, about }) => [name, about])),
    '',
    paint('bold', 'Options'),
    ...optionLines({ ...everywhere, version: { type: 'boolean', about: 'Show the version.' } }),
    '',
    'poundkey COMMAND --help tells more about each. NO_COLOR=1 turns colours off.',
  ].join('\n');
}

/** What `poundkey COMMAND --help` shows. */
export function commandHelp({ name, about, examples, options, settings = [], exits }: Command, paint: Paint): string {
  return [
    `${paint('bold', `poundkey ${name}`)}: ${about}`,
    '',
    paint('bold', 'Examples'),
    ...examples.flatMap((example) => exampleLines(example, paint)),
    '',
    paint('bold', 'Options'),
    ...optionLines({ ...options, ...everywhere }),
    '',
    ...(settings.length === 0 ? [] : [paint('bold', 'Settings'), ...table(settings), '']),
    paint('bold', 'Exit codes'),
    ...table(
      [...exits, [2, 'the command line or a setting it needs is wrong'] as const]
        .sort(byCode)
        .map(([code, when]) => [`${code}`, when]),
    ),
  ].join('\n');
}

const byCode = ([one]: readonly [number, string], [other]: readonly [number, string]): number => one - other;

const exampleLines = ([command, does]: readonly [string, string], paint: Paint): string[] => [
  `  ${paint('cyan', `$ ${command}`)}`,
  `    ${does}`,
];

const optionLines = (options: Options): string[] =>
  table(
    Object.entries(options).map(([name, { short, value, about }]) => [
      `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
      about,
    ]),
  );

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
