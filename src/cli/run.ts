import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { nearest } from '../diagnose/nearest.ts';
import { version } from '../version.ts';
import { type Command, type Ending, textOf, Unable, UsageError } from './command.ts';
import { doctor } from './doctor.ts';
import { commandHelp, everywhere, overview } from './help.ts';
import { tame } from './mask.ts';
import { readOptions } from './read-options.ts';
import { readyz } from './readyz.ts';
import { send } from './send.ts';
import { simulator } from './simulator.ts';
import { start } from './start.ts';
import { tail } from './tail.ts';
import type { Environment, Terminal } from './terminal.ts';

const commands: readonly Command[] = [send, tail, doctor, simulator, readyz, start];

/** Does what the command line says. Every failure ends as a sentence and an exit code, never as a stack. */
export async function run(args: readonly string[], terminal: Terminal): Promise<Ending> {
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    if (error instanceof UsageError) return refuse(error, args, terminal);
    if (!(error instanceof Unable)) throw error;
    terminal.err(`${terminal.paintErr('red', '✗')} ${error.message}`);
    return 1;
  }
}

async function dispatch([word, ...rest]: readonly string[], terminal: Terminal): Promise<Ending> {
  if (word === undefined) throw new UsageError('Which command?');
  if (word === '--version' || word === '-v') return show(version, terminal);
  if (word === '--help' || word === '-h') return show(overview(commands, terminal.paint), terminal);
  if (word === 'help') return help(rest[0], terminal);
  const command = find(word);
  if (rest.includes('--help') || rest.includes('-h')) return help(command.name, terminal);
  const values = readOptions(rest, { ...command.options, ...everywhere });
  const env = { ...readEnvFile(textOf(values, 'env-file')), ...whatIsSet(terminal.env) };
  return await command.run(values, { ...terminal, env });
}

function help(word: string | undefined, terminal: Terminal): Ending {
  const text = word === undefined ? overview(commands, terminal.paint) : commandHelp(find(word), terminal.paint);
  return show(text, terminal);
}

function show(text: string, terminal: Terminal): Ending {
  terminal.out(text);
  return 0;
}

function find(word: string): Command {
  const names = commands.map(({ name }) => name);
  const command = commands.find(({ name }) => name === word);
  if (command !== undefined) return command;
  const meant = nearest(word, names);
  const what = word.startsWith('-') ? 'A command comes before options' : `There is no command "${tame(word)}"`;
  throw new UsageError(
    meant === undefined ? `${what}. There are ${names.join(', ')}.` : `${what}. Did you mean ${meant}?`,
  );
}

function refuse({ lines }: UsageError, [word]: readonly string[], terminal: Terminal): Ending {
  for (const line of lines) terminal.err(`${terminal.paintErr('red', '✗')} ${line}`);
  const known = commands.some(({ name }) => name === word);
  terminal.err(`  poundkey ${known ? `${word} ` : ''}--help shows examples.`);
  return 2;
}

/** An empty variable counts as not set, as for the gateway. */
const whatIsSet = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));

function readEnvFile(path: string | undefined): Environment {
  if (path === undefined) return {};
  try {
    return parseEnv(readFileSync(path, 'utf8')) as Environment;
  } catch {
    throw new UsageError(`--env-file names a file that cannot be read: ${tame(path)}`);
  }
}
