import type { Ports } from './ports.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Who may look at `/ops` of the demo: as in `.env.demo`, known to everybody. */
export const demoOperators = 'demo:only-for-the-demo';

/** Where everything of the demo is. */
export interface Addresses {
  readonly gateway: string;
  readonly webhooks: string;
  readonly simulator: string;
  readonly example: string;
}

/** The addresses that follow from the ports. */
export function addressesOf(ports: Ports): Addresses {
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    gateway: at(ports.POUNDKEY_PORT),
    webhooks: at(ports.POUNDKEY_WEBHOOK_PORT),
    simulator: at(ports.SIMULATOR_PORT),
    example: at(ports.DEMO_PORT),
  };
}

/**
 * The environment of all three programs: what is set stays, and what is missing is invented. `randomHex` makes secrets of so
 * many bytes; they last as long as the demo.
 */
export function completeEnvironment(env: Environment, ports: Ports, randomHex: (bytes: number) => string): Environment {
  const { gateway, webhooks, simulator, example } = addressesOf(ports);
  const publicUrl = env['POUNDKEY_PUBLIC_URL'] || webhooks;
  const invented: Environment = {
    // Always the same, as a Redis of one's own may still have what the last demo made.
    POUNDKEY_SECRET: 'only-for-the-demo-and-known-to-everybody',
    POUNDKEY_OPERATORS: demoOperators,
    POUNDKEY_API_KEYS: `default:${randomHex(16)}`,
    POUNDKEY_APP_NAME: 'Example Company',
    POUNDKEY_PUBLIC_URL: publicUrl,
    POUNDKEY_COUNTRIES: 'US,CA,GB,NL,BE,DE,FR,ES',
    // Who tries out what happens to a wrong code should not be turned away for the rest of the day.
    POUNDKEY_LIMITS_FACTOR: '100',
    // What goes well is seen on the pages.
    POUNDKEY_LOG_LEVEL: 'warn',
    TWILIO_ACCOUNT_SID: `AC${randomHex(16)}`,
    // The one that the simulator's page writes into its commands, so that they can be pasted.
    TWILIO_AUTH_TOKEN: 'simulator-auth-token',
    TWILIO_CALL_FROM: '+14155550001',
    ...(!env['TWILIO_MESSAGING_SERVICE_SID'] && { TWILIO_TEXT_FROM: '+14155550002' }),
    TWILIO_API_BASE_URL: simulator,
    SIMULATOR_INBOUND_URL: `${publicUrl}/webhooks/twilio/sms`,
    SIMULATOR_FRAME_ORIGINS: `${example},${example.replace('127.0.0.1', 'localhost')}`,
    SIMULATOR_URL: simulator,
    POUNDKEY_URL: gateway,
  };
  const needed = Object.entries(invented).filter(([name]) => !env[name] && !env[`${name}_FILE`]);
  return { ...env, ...Object.fromEntries(needed), ...textOf(ports) };
}

const textOf = (ports: Ports): Environment =>
  Object.fromEntries(Object.entries(ports).map(([variable, port]) => [variable, String(port)]));
