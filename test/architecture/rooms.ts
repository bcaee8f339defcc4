import { importsOf } from './imports.ts';
import type { Source, Violation } from './source.ts';

/*
 * The rooms and what each may import, besides itself: the table of the design, in code. It runs one way. A file that is
 * in no room is refused: a new room gets its line here first.
 */
const CORE = ['challenge'];
const ADAPTER = [...CORE, 'ports', 'contract', 'log'];
const DOOR = [...CORE, 'ports', 'advance', 'guess', 'admit', 'contract', 'log'];

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  challenge: [],
  contract: [],
  ports: CORE,
  log: CORE,
  // Leaves: how a port is opened, and which version this is.
  listen: [],
  version: [],
  'random-bytes': [],
  random: ['ports', 'random-bytes'],
  // How V8 is to keep house.
  'allocate-young': [],
  // When the sockets of a turn of the event loop have been read.
  'end-of-turn': [],
  // How often trouble that lasts is told.
  recurring: [],
  settings: CORE,
  config: ['settings', 'app-file', ...CORE],
  // The file that names every app, read and checked.
  'app-file': [...CORE, 'contract'],
  metrics: [...CORE, 'ports'],
  // One log line per transition is written where the transition is made.
  advance: [...CORE, 'ports', 'log', 'end-of-turn'],
  // Counted guesses: the one way to try a code.
  guess: [...CORE, 'ports', 'advance', 'pin'],
  // The costly comparison, beside the event loop.
  pin: ['contract'],
  admit: [...CORE, 'ports', 'contract', 'log', 'advance', 'guess'],
  dialect: [...CORE, 'ports', 'contract'],
  redis: [...ADAPTER, 'end-of-turn', 'random-bytes'],
  queue: [...ADAPTER, 'recurring'],
  providers: [...ADAPTER, 'dialect'],
  // Posts to addresses that apps have named.
  outbound: ADAPTER,
  http: DOOR,
  ops: DOOR,
  workers: [...DOOR, 'recurring'],
  webhooks: [...DOOR, 'dialect'],
  client: ['contract'],
  // What `poundkey doctor` looks at before a gateway runs: settings, Redis, the provider, the public address.
  diagnose: [...ADAPTER, 'settings', 'config', 'redis', 'dialect', 'providers'],
  cli: ['client', 'config', 'settings', 'contract', 'assemble', 'version', 'diagnose'],
  assemble: [
    ...[...DOOR, 'config', 'dialect', 'redis', 'queue', 'providers', 'outbound'],
    ...[
      'http',
      'ops',
      'workers',
      'webhooks',
      'client',
      'cli',
      'listen',
      'version',
      'settings',
      'metrics',
      'random',
      'recurring',
    ],
  ],
  main: ['allocate-young', 'assemble', 'config', 'log'],
  simulator: [],
  demo: ['client'],
};

// What is pure about a provider: signatures, addresses, forms to commands, TwiML. The door of the provider needs it too.
const DIALECT = /^src\/providers\/twilio-(?:dialect|address|signature|twiml)\b/;

/** The room in which a file lies, or undefined. */
export function roomOf(path: string): string | undefined {
  const [top = '', second = ''] = path.split('/');
  const name = top === 'src' ? second.replace(/\.ts$/, '') : top;
  const room = DIALECT.test(path) ? 'dialect' : name;
  return room in MAY_IMPORT ? room : undefined;
}

/** Imports that go against the table. */
export function wrongWays(sources: readonly Source[]): Violation[] {
  return sources.flatMap((source) => {
    const room = roomOf(source.path);
    if (room === undefined)
      return [{ path: source.path, line: 1, what: 'lies in no room of test/architecture/rooms.ts' }];
    const allowed = [room, ...(MAY_IMPORT[room] ?? [])];
    return importsOf(source)
      .filter(({ target, ours }) => ours && !allowed.includes(roomOf(target) ?? ''))
      .map(({ target, line }) => ({ path: source.path, line, what: `${room} may not import ${target}` }));
  });
}
