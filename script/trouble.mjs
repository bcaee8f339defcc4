/** A failure that the reader can mend: what is wrong in one sentence, and the command that mends it. */
export class Trouble extends Error {
  constructor(sentence, command) {
    super(sentence);
    this.name = 'Trouble';
    this.command = command;
  }
}

/** One line about what is being done. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Runs a script's main function; its number becomes the exit code, and a failure is told without a stack trace. */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.stderr.write(`\n${error.message}\n`);
    if (error.command !== undefined) process.stderr.write(`To fix it: ${error.command}\n`);
    process.exitCode = 1;
  }
}
