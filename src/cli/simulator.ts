import { type Command, textOf } from './command.ts';
import { programAt } from './program.ts';

/** `poundkey simulator`: the pretend Twilio by itself, for the tests of somebody's application. */
export const simulator: Command = {
  name: 'simulator',
  about: 'runs a pretend Twilio with phones in the browser; calls and texts nobody',
  examples: [
    ['npx poundkey simulator', 'Open http://127.0.0.1:8082 for the phones; set TWILIO_API_BASE_URL to the same.'],
    ['npx poundkey simulator --port 0', 'On any free port, which is printed.'],
    [
      'npx poundkey simulator --calls-per-second 1 --inbound-url http://localhost:3000/sms',
      'Calls queue as on a new Twilio account; texts from the phones go to your application.',
    ],
  ],
  options: {
    port: {
      type: 'string',
      short: 'p',
      value: 'PORT',
      about: 'Where it listens (SIMULATOR_PORT, 8082); 0 = any free one.',
    },
    host: {
      type: 'string',
      value: 'ADDRESS',
      about: 'What it binds to (SIMULATOR_HOST, 127.0.0.1). It has no password.',
    },
    'inbound-url': {
      type: 'string',
      value: 'URL',
      about: 'Where texts from its phones are posted (SIMULATOR_INBOUND_URL).',
    },
    'calls-per-second': {
      type: 'string',
      value: 'NUMBER',
      about: 'Calls dialled a second, the rest wait (SIMULATOR_CALLS_PER_SECOND); no limit unless given.',
    },
  },
  settings: [
    ['TWILIO_ACCOUNT_SID', 'The account it pretends to have.'],
    ['TWILIO_AUTH_TOKEN', 'Its token, with which it signs; simulator-auth-token unless set.'],
    ['SIMULATOR_KEEP_HOURS', 'How long calls, texts and requests stay on record; 168 unless set.'],
  ],
  exits: [
    [0, 'it was stopped (Ctrl-C)'],
    [1, 'it cannot start'],
  ],
  async run(values, { env }) {
    const set = {
      SIMULATOR_PORT: textOf(values, 'port'),
      SIMULATOR_HOST: textOf(values, 'host'),
      SIMULATOR_INBOUND_URL: textOf(values, 'inbound-url'),
      SIMULATOR_CALLS_PER_SECOND: textOf(values, 'calls-per-second'),
    };
    const given = Object.entries(set).filter(([, value]) => value !== undefined);
    return { program: programAt('simulator/main'), env: { ...env, ...Object.fromEntries(given) } };
  },
};
