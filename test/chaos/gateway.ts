import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../script/free-port.mjs';
import type { LocalRedis } from '../../script/local-redis.mjs';
import type { Front } from './front.ts';
import { startGuard } from './guard.ts';
import type { ChaosOptions } from './options.ts';
import { pause } from './pause.ts';
import { type Slot, startSlot } from './processes.ts';
import type { Provider } from './provider.ts';

export const workerNames = ['worker-1', 'worker-2', 'worker-3'] as const;
const webhookNames = ['webhooks-1', 'webhooks-2'] as const;

export const accountSid = `AC${'c'.repeat(32)}`;
export const authToken = 'the token that chaos signs with';

export interface GatewayProcesses {
  /** Resolves when all of them can work. */
  ready(stopping: AbortSignal): Promise<void>;
  readonly workers: readonly Slot[];
  readonly webhooks: readonly Slot[];
  stop(): Promise<void>;
}

interface Surroundings {
  readonly redis: LocalRedis;
  readonly front: Front;
  readonly provider: Provider;
  readonly logs: string | undefined;
}

/** Several real processes of the gateway, each with one role. */
export async function startGateway(options: ChaosOptions, around: Surroundings): Promise<GatewayProcesses> {
  const { front, provider, logs } = around;
  const guard = startGuard();
  const common = settings(options, around);
  const ports = await Promise.all(webhookNames.map(freePort));
  front.setTargets(ports);
  const start = async (name: string, entry: string, env: Record<string, string>) => {
    const privatePort = await freePort();
    return startSlot({ name, entry, env: { ...env, POUNDKEY_PORT: String(privatePort) }, privatePort, guard, logs });
  };
  const webhooks = await Promise.all(
    webhookNames.map((name, index) => {
      const own = { POUNDKEY_ROLES: 'webhooks', POUNDKEY_WEBHOOK_PORT: String(ports[index]) };
      return start(name, 'src/main.ts', { ...common, ...own, TWILIO_API_BASE_URL: front.url });
    }),
  );
  const entry = options.control ? 'test/chaos/unfenced-main.ts' : 'src/main.ts';
  const workers = await Promise.all(
    workerNames.map((name) =>
      start(name, entry, { ...common, POUNDKEY_ROLES: 'workers', TWILIO_API_BASE_URL: provider.urlOf(name) }),
    ),
  );
  return {
    async ready(stopping) {
      const all = [...workers, ...webhooks];
      while (!all.every((slot) => slot.up()) && !stopping.aborted) {
        const broken = all.find((slot) => slot.crashes() > 2);
        if (broken !== undefined) throw new Error(`${broken.name} does not start: see its log with --logs FOLDER`);
        await pause(100, stopping);
      }
    },
    workers,
    webhooks,
    async stop() {
      await Promise.all([...workers, ...webhooks].map((slot) => slot.stop()));
    },
  };
}

function settings({ seed }: ChaosOptions, { redis, front, logs }: Surroundings): Record<string, string> {
  return {
    // Sixty starts a minute: each compiles only what it must.
    NODE_COMPILE_CACHE: join(tmpdir(), 'poundkey-chaos-compile-cache'),
    REDIS_URL: redis.url ?? '',
    // A switchboard is called more often than a person may be.
    POUNDKEY_LIMITS_FACTOR: '1000',
    POUNDKEY_SECRET: `chaos ${seed} ${randomBytes(24).toString('hex')}`,
    POUNDKEY_PUBLIC_URL: front.url,
    POUNDKEY_API_KEYS: 'default:a-key-that-nobody-uses-here',
    // A worker that dies takes what it was about to dial with it, and no more than this.
    POUNDKEY_CONCURRENCY: '10',
    POUNDKEY_COUNTRIES: 'US',
    POUNDKEY_LOG_LEVEL: logs === undefined ? 'silent' : 'info',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_CALL_FROM: '+14155550001',
    TWILIO_TEXT_FROM: '+14155550002',
  };
}
