import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const origin = z
  .url({ protocol: /^https?$/ })
  .refine((value) => new URL(value).origin === value, 'must be an origin such as http://127.0.0.1:8082');

const settings = z.object({
  REDIS_URL: z.string().regex(/^rediss?:\/\/.+/, 'must be a redis:// or rediss:// address'),
  DEMO_HOST: z.string().min(1).default('127.0.0.1'),
  DEMO_PORT: port.default(8083),
  SIMULATOR_URL: origin.default('http://127.0.0.1:8082'),
});

/** What the example auth server was told. */
export interface Config {
  readonly redisUrl: string;
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Origin of the handsets page, which is shown beside ours. */
  readonly simulatorUrl: string;
}

/** Reads the environment, the only place of the example that does. Throws with every fault in one message. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { success, data, error } = settings.safeParse(given);
  if (!success) throw new Error(`The settings need attention:\n${z.prettifyError(error)}`);
  return { redisUrl: data.REDIS_URL, host: data.DEMO_HOST, port: data.DEMO_PORT, simulatorUrl: data.SIMULATOR_URL };
}
