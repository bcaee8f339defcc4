import { freePort } from '../script/free-port.mjs';
import { startLocalRedis } from '../script/local-redis.mjs';
import { cpuMicrosOf, type Measured, start } from './processes.ts';

export const token = 'a-token-of-the-benchmark-only-00';
export const apiKey = 'a-key-of-the-benchmark';
const accountSid = `AC${'0'.repeat(32)}`;

/** What one gateway is measured with: a Redis and a provider of its own. */
export interface Rig {
  readonly redisUrl: string;
  readonly apiUrl: string;
  readonly webhookUrl: string;
  readonly gateway: Measured;
  readonly redisCpuMicros: () => number;
  stop(): Promise<void>;
}

/** Both gateways get the same stub provider; statuses are only sent to the one that asks for them. */
export async function startRig(
  which: 'poundkey' | 'plain',
  env: Record<string, string> = {},
  people: 'answer' | 'silent' = 'answer',
): Promise<Rig> {
  const redis = await startLocalRedis({ port: 0, appendonly: true });
  const redisUrl = redis.url ?? '';
  const [port, webhookPort] = [await freePort(), await freePort()];
  const webhookUrl = `http://127.0.0.1:${webhookPort}`;
  const provider = await start('stub-provider.ts', [token, `${webhookUrl}/webhooks/twilio/sms`, people]);
  const providerUrl = `http://127.0.0.1:${provider.said}`;
  const gateway =
    which === 'plain'
      ? await start('plain-gateway.ts', [redisUrl, providerUrl, String(webhookPort), token])
      : await start('gateway.ts', [], { ...settingsFor({ redisUrl, port, webhookPort, providerUrl }), ...env });
  const apiUrl = `http://127.0.0.1:${port}`;
  if (which === 'poundkey') await ready(apiUrl);
  return {
    redisUrl,
    apiUrl,
    webhookUrl,
    gateway,
    redisCpuMicros: () => cpuMicrosOf(redis.pid),
    async stop() {
      await gateway.stop();
      await provider.stop();
      await redis.stop();
    },
  };
}

function settingsFor({
  redisUrl,
  port,
  webhookPort,
  providerUrl,
}: {
  redisUrl: string;
  port: number;
  webhookPort: number;
  providerUrl: string;
}) {
  return {
    REDIS_URL: redisUrl,
    POUNDKEY_SECRET: 'a secret of the benchmark and of nothing else',
    POUNDKEY_PUBLIC_URL: `http://127.0.0.1:${webhookPort}`,
    POUNDKEY_API_KEYS: `default:${apiKey}`,
    POUNDKEY_PORT: String(port),
    POUNDKEY_WEBHOOK_PORT: String(webhookPort),
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: token,
    TWILIO_CALL_FROM: '+14155550001',
    TWILIO_TEXT_FROM: '+14155550002',
    TWILIO_API_BASE_URL: providerUrl,
  };
}

async function ready(apiUrl: string): Promise<void> {
  for (let look = 0; look < 400; look++) {
    const status = await fetch(`${apiUrl}/readyz`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the gateway did not become ready');
}
