import { type Config, type ConfigVerdict, infoOf } from '../config.ts';
import { settings } from '../settings.ts';
import { type Finding, findings } from './finding.ts';
import { nearest } from './nearest.ts';
import { weaknessOf } from './weakness.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const { good, warning, fault } = findings('settings');
const secrets = findings('secrets');
const schemas = Object.entries(settings.shape);
const names = schemas.map(([name]) => name);
const secretFiles = schemas.filter(([, schema]) => infoOf(schema).secret).map(([name]) => `${name}_FILE`);
/** Set by our own starters, and no settings. */
const internal = /^POUNDKEY_(TEST_|TALLY$|PARENT_PIPE$)/;

/** Every fault of the settings, and names that look like settings and are none. */
export function settingsFindings(env: Environment, verdict: ConfigVerdict): Finding[] {
  const faults = verdict.kind === 'faults' ? verdict.faults.map(faultRow) : [];
  const set = names.filter((name) => env[name] || env[`${name}_FILE`]).length;
  const read = good('settings', `${set} are set, ${names.length - set} have their defaults`);
  return [...(faults.length > 0 ? faults : [read]), ...misspelt(env)];
}

/** The name stands in a column of its own. */
function faultRow(text: string): Finding {
  const name = nameIn(text);
  return fault(name, text.startsWith(`${name} `) ? text.slice(name.length + 1) : text, fixOf(name, text));
}

function misspelt(env: Environment): Finding[] {
  const known = new Set([...names, ...secretFiles]);
  const strangers = Object.keys(env).filter(
    (name) => /^(POUNDKEY|TWILIO)_/.test(name) && !known.has(name) && !internal.test(name),
  );
  return strangers.map((name) => {
    const meant = nearest(name, known);
    const fix = meant === undefined ? `Remove ${name}, or look its name up in .env.example.` : `Set ${meant} instead.`;
    return warning(name, 'there is no such setting, so nothing reads it', fix);
  });
}

/** A fault begins with the setting it is about, but for one that is about several. */
const nameIn = (text: string): string => /\b[A-Z]+_[A-Z_]+\b/.exec(text)?.[0] ?? 'settings';

const howToMake: Readonly<Record<string, string>> = {
  POUNDKEY_SECRET: 'openssl rand -hex 32 makes one; keep it, for open challenges cannot be read with another.',
  POUNDKEY_API_KEYS: 'echo "default:$(openssl rand -hex 24)" makes one.',
};

function fixOf(name: string, text: string): string {
  const schema = schemas.find(([known]) => known === name)?.[1];
  if (schema === undefined) return 'Correct it: .env.example explains every setting.';
  const todo = text.endsWith('is missing') ? 'Set it.' : 'Correct it.';
  return [todo, infoOf(schema).about, howToMake[name] ?? '.env.example has an example.'].join(' ');
}

/** Secrets that could be guessed. Says whose they are and never what they are. */
export function secretFindings(config: Config): Finding[] {
  const held = [
    { name: 'POUNDKEY_SECRET', value: config.secret, make: 'openssl rand -hex 32' },
    ...config.apiKeys.flatMap(({ app, key }) =>
      key === undefined ? [] : [{ name: `API key of ${app}`, value: key, make: 'openssl rand -hex 24' }],
    ),
    ...config.operators.map(({ name, password }) => ({
      name: `password of ${name}`,
      value: password,
      make: 'openssl rand -base64 18',
    })),
  ];
  const weak = held.flatMap(({ name, value, make }): Finding[] => {
    const why = weaknessOf(value);
    return why === undefined
      ? []
      : [secrets.fault(name, `can be guessed: ${why}`, `Replace it by a random one: ${make}`)];
  });
  const keyless = config.roles.has('api') && config.apiKeys.length === 0;
  return [
    ...(weak.length > 0 ? weak : [secrets.good('secrets', `${held.length} looked at, none is easy to guess`)]),
    ...(keyless ? [noKeys] : []),
  ];
}

const noKeys = secrets.warning(
  'API keys',
  'there is none, so no auth server can ask over HTTP',
  `Set POUNDKEY_API_KEYS, or take api out of POUNDKEY_ROLES. ${howToMake['POUNDKEY_API_KEYS']}`,
);
