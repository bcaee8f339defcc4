import { type Connection, openConnection } from '../redis/connection.ts';
import { createProbe, readFacts } from '../redis/readiness.ts';
import { deriveKeys } from '../redis/seal.ts';
import { couldBeSameSecret } from '../redis/secret-mark.ts';
import { type Finding, findings } from './finding.ts';
import { addressOf } from './redis-address.ts';

const { good, warning, fault, unknown } = findings('redis');
const connectMsMax = 5_000;
/** Requests carry the time of whoever asked; what is older than its lifetime rings nobody. */
const skewMs = { warning: 1_000, fault: 10_000 };
const versionMin = 7;

/** Whether Redis answers, is new enough, keeps what it is given, agrees with this machine about the time, and knows this `secret`. */
export async function redisFindings(url: string, now: () => number, secret?: string): Promise<Finding[]> {
  const connection = openConnection(url);
  let trouble: Error | undefined;
  connection.on('error', (error: Error) => {
    // The first one tells most; those after it come from trying again.
    trouble ??= error;
  });
  try {
    const startedAt = performance.now();
    await orTooLate(connection.connect());
    await connection.ping();
    const answers = `${addressOf(url)} answers, ${Math.round(performance.now() - startedAt)} ms with connecting`;
    return [
      good('reachable', answers),
      ...(await describe(connection)),
      ...(secret === undefined ? [] : await secretFindings(connection, secret)),
      await clockFinding(connection, now),
      // Last, since a line on which a write is refused is given up.
      ...(await writesFindings(connection)),
    ];
  } catch (error) {
    return [unreachable(url, trouble ?? error)];
  } finally {
    connection.disconnect();
  }
}

async function describe(connection: Connection): Promise<Finding[]> {
  const info = await connection.info();
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  const { evictionPolicy, appendOnly } = await readFacts(connection);
  // Valkey says which Redis it stands for, and beside it who it is.
  const version = field('redis_version');
  const product = field('valkey_version') === '' ? `Redis ${version}` : `Valkey ${field('valkey_version')}`;
  return [
    Number.parseInt(version, 10) >= versionMin
      ? good('version', product)
      : fault('version', `${product} is too old`, `Upgrade to Redis ${versionMin} or Valkey 8, or newer.`),
    ...(field('role') === 'slave'
      ? [
          fault(
            'role',
            'this is a replica and takes no writes',
            'Let REDIS_URL name the primary, or use redis+sentinel://.',
          ),
        ]
      : []),
    evictionPolicy === 'noeviction'
      ? good('eviction', 'noeviction: it never throws challenges away')
      : fault(
          'eviction',
          `maxmemory-policy is ${evictionPolicy}: it may throw challenges away`,
          setting('maxmemory-policy', 'noeviction'),
        ),
    await appendFinding(connection, appendOnly),
  ];
}

/** Nothing to say where writes are taken, or where the reason was found before: a replica. */
async function writesFindings(connection: Connection): Promise<Finding[]> {
  const message = await createProbe(connection)().then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (message === undefined || message.startsWith('READONLY')) return [];
  return [fault('writes', `Redis refuses them: ${message}`, fixOf(message))];
}

async function secretFindings(connection: Connection, secret: string): Promise<Finding[]> {
  if (await couldBeSameSecret(connection, deriveKeys(secret))) return [];
  const fix = 'Set the secret back. How to change it: docs/operate/README.md, "Another secret".';
  return [fault('secret', 'this Redis holds what another POUNDKEY_SECRET made', fix)];
}

function fixOf(refusal: string): string {
  if (refusal.includes('NOPERM'))
    return 'Give its user the rights in docs/operate/README.md, "Redis: TLS, a user of its own".';
  if (refusal.includes('OOM')) return 'Give Redis more memory (maxmemory), or find what fills it.';
  if (refusal.includes('NOREPLICAS')) return 'Bring its replicas back, or lower min-replicas-to-write.';
  return 'Look into the log of Redis.';
}

/** Measured: with `everysec` a Redis that is killed on a busy disk lost thousands of acknowledged writes (docs/guarantees.md). */
async function appendFinding(connection: Connection, appendOnly: boolean): Promise<Finding> {
  const name = 'append-only file';
  if (!appendOnly)
    return fault(name, 'off: when Redis crashes, challenges and results are lost', setting('appendonly', 'yes'));
  // Hosted Redis often forbids the question.
  const [, policy] = (await connection.config('GET', 'appendfsync').catch(() => [])) as string[];
  if (policy === undefined) return good(name, 'on; whether with appendfsync always, this Redis does not say');
  if (policy === 'always') return good(name, 'on, and on disk before a write is acknowledged');
  const says = `on, with appendfsync ${policy}: a crash may lose what was acknowledged`;
  return warning(name, says, setting('appendfsync', 'always'));
}

const setting = (name: string, value: string): string =>
  `redis-cli CONFIG SET ${name} ${value}, and "${name} ${value}" in redis.conf so that it stays (hosted: its parameter group).`;

async function clockFinding(connection: Connection, now: () => number): Promise<Finding> {
  const before = now();
  const [seconds, microseconds] = await connection.time();
  // Redis looked at its clock somewhere between asking and hearing: in the middle, as far as we know.
  const here = (before + now()) / 2;
  const skew = here - (Number(seconds) * 1_000 + Number(microseconds) / 1_000);
  const size = Math.abs(skew);
  if (size < skewMs.warning) return good('clock', `${Math.round(size)} ms apart from this machine`);
  const says = `this machine is ${(size / 1_000).toFixed(1)} s ${skew > 0 ? 'ahead of' : 'behind'} Redis`;
  const fix = 'Let both take their time from NTP: timedatectl set-ntp true';
  return size < skewMs.fault ? warning('clock', says, fix) : fault('clock', says, fix);
}

function unreachable(url: string, error: unknown): Finding {
  const message = error instanceof Error ? error.message : String(error);
  const address = addressOf(url);
  if (/^(NOAUTH|WRONGPASS|ERR AUTH)/.test(message))
    return fault(
      'reachable',
      `${address} wants another user or password`,
      'Put them into REDIS_URL: redis://user:password@host:6379',
    );
  if (/^(NOPERM|LOADING|MASTERDOWN)/.test(message)) return unknown('reachable', `${address} answers: ${message}`);
  if (/RESP type|Protocol error|EPIPE|ECONNRESET/.test(message))
    return fault(
      'reachable',
      `what answers at ${address} does not talk like Redis`,
      'Let REDIS_URL say where Redis or Valkey is, with rediss:// if it wants TLS.',
    );
  const distrusted = certificateFault((error as NodeJS.ErrnoException).code ?? '');
  if (distrusted !== undefined)
    return fault('reachable', `${address} shows a certificate ${distrusted.that}`, distrusted.fix);
  const fix = /ENOTFOUND|EAI_AGAIN/.test(message)
    ? 'Correct the host name in REDIS_URL.'
    : `Start Redis or Valkey there, or let REDIS_URL say where it is${url.startsWith('rediss') ? ', with redis instead of rediss if it wants no TLS' : ''}.`;
  return fault('reachable', `${address} cannot be reached: ${message}`, fix);
}

/** Why TLS was broken off, by OpenSSL's names (`openssl verify`, "Diagnostics") and Node's own for a name that does not fit. */
function certificateFault(code: string): { readonly that: string; readonly fix: string } | undefined {
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return { that: 'made out to another name', fix: 'Let REDIS_URL name the host as its certificate does.' };
    case 'CERT_HAS_EXPIRED':
      return { that: 'that has expired', fix: 'Renew the certificate of Redis.' };
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return {
        that: 'that nobody known to this machine vouches for',
        fix: 'Let NODE_EXTRA_CA_CERTS name a file with the certificate of the authority that made it out.',
      };
    default:
      return undefined;
  }
}

async function orTooLate(work: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${connectMsMax / 1_000} s`)), connectMsMax);
  await Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
