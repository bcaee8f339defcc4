import type { Command } from './command.ts';
import { programAt } from './program.ts';

/** `poundkey start`: the gateway, as `npm start` runs it in a clone. */
export const start: Command = {
  name: 'start',
  about: 'runs the gateway, configured by the environment',
  examples: [['npx poundkey start --env-file .env', 'With the settings of a file made from .env.example.']],
  options: {},
  settings: [['every one', 'poundkey doctor checks them; .env.example explains them.']],
  exits: [
    [0, 'it was stopped (SIGTERM, Ctrl-C)'],
    [1, 'it cannot start; all faults of its settings are listed'],
  ],
  async run(_values, { env }) {
    return { program: programAt('src/main'), env };
  },
};
