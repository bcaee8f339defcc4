import { describe, expect, test } from 'vitest';
import { readConfig as readDemoConfig } from '../../demo/config.ts';
import { readConfig as readSimulatorConfig } from '../../simulator/config.ts';
import { readConfig } from '../../src/config.ts';
import { settings } from '../../src/settings.ts';
import { demoEnvironment, environmentOf, type Service, services } from './compose.ts';

const { valkey, gateway, simulator, example } = services as Record<string, Service> &
  Record<'valkey' | 'gateway' | 'simulator' | 'example', Service>;
const ours = { gateway, simulator, example };
/** Set in the image, where they belong to its ports. */
const setByTheImage = ['POUNDKEY_HOST', 'POUNDKEY_PORT', 'POUNDKEY_WEBHOOK_PORT'];

describe('docker-compose.yml', () => {
  test('has Valkey and the gateway, and for the demo the simulator and the example', () => {
    const always = Object.entries(services).filter(([, { profiles }]) => profiles === undefined);
    expect(always.map(([name]) => name)).toEqual(['valkey', 'gateway']);
    expect([simulator.profiles, example.profiles]).toEqual([['demo'], ['demo']]);
  });

  test('runs a Valkey that throws nothing away, survives a crash, and is seen by nobody outside', () => {
    expect(valkey.image).toBe('valkey/valkey:8.1-alpine');
    expect(valkey.command?.join(' ')).toBe(
      'valkey-server --maxmemory-policy noeviction --appendonly yes --appendfsync always',
    );
    expect(valkey.ports).toBeUndefined();
  });

  test('waits for what it needs until that is healthy', () => {
    expect(gateway.depends_on).toEqual({ valkey: { condition: 'service_healthy' } });
    for (const { depends_on: needed = {} } of Object.values(services))
      for (const [name, { condition }] of Object.entries(needed)) {
        expect(condition).toBe('service_healthy');
        // The gateway's check is in its image.
        expect(name === 'gateway' || services[name]?.healthcheck !== undefined, name).toBe(true);
      }
  });

  test('checks health by programs and not by a shell', () => {
    const checks = Object.values(services).flatMap(({ healthcheck }) => (healthcheck ? [healthcheck.test] : []));
    expect(checks).toHaveLength(3);
    for (const check of checks) expect(check[0]).toBe('CMD');
  });

  test('hands the gateway every setting there is, and no other', () => {
    const handed = Object.keys(gateway.environment ?? {});
    expect(handed.toSorted()).toEqual(
      Object.keys(settings.shape)
        .filter((name) => !setByTheImage.includes(name))
        .toSorted(),
    );
  });

  test('publishes the ports of the contract, all but the webhooks on this machine only', () => {
    expect(gateway.ports).toEqual(['127.0.0.1:8080:8080', '8081:8081']);
    expect(simulator.ports).toEqual(['127.0.0.1:8082:8082']);
    expect(example.ports).toEqual(['127.0.0.1:8083:8083']);
  });

  test('makes nobody root', () => {
    for (const { user } of Object.values(ours)) expect(user).toBeUndefined();
  });

  test('refuses to start without a secret, and says what to do', () => {
    expect(() => environmentOf(gateway, {})).toThrow(/POUNDKEY_SECRET is missing a value: .*\.env\.example to \.env/);
  });
});

describe('the demo of docker-compose.yml', () => {
  const gatewayEnv = environmentOf(gateway, demoEnvironment);
  const simulatorEnv = environmentOf(simulator, demoEnvironment);
  const exampleEnv = environmentOf(example, demoEnvironment);

  test('has settings that every program takes', () => {
    expect(readConfig(gatewayEnv)).toHaveProperty('kind', 'config');
    expect(readSimulatorConfig(simulatorEnv)).toHaveProperty('ok', true);
    expect(readDemoConfig(exampleEnv)).toMatchObject({ host: '0.0.0.0', port: 8083 });
  });

  test('sets nothing that nobody reads', () => {
    const known = [...Object.keys(settings.shape), 'COMPOSE_PROJECT_NAME'];
    for (const name of Object.keys(demoEnvironment)) expect(known, name).toContain(name);
    const read = /SIMULATOR_(HOST|INBOUND_URL|FRAME_ORIGINS)|TWILIO_(ACCOUNT_SID|AUTH_TOKEN)/;
    for (const name of Object.keys(simulatorEnv)) expect(name).toMatch(read);
    for (const name of Object.keys(exampleEnv))
      expect(name).toMatch(/^(POUNDKEY_(URL|API_KEYS|COUNTRIES)|DEMO_(HOST|DATABASE)|SIMULATOR_URL)$/);
  });

  test('is a project of its own, which touches no other one’s data', () => {
    expect(demoEnvironment['COMPOSE_PROJECT_NAME']).toBe('poundkey-demo');
  });

  test('calls no real provider', () => {
    expect(gatewayEnv['TWILIO_API_BASE_URL']).toBe('http://simulator:8082');
  });

  test('is wired: each finds the others where they are', () => {
    const hooks = gatewayEnv['POUNDKEY_PUBLIC_URL'];
    expect(hooks).toBe('http://gateway:8081');
    expect(simulatorEnv['SIMULATOR_INBOUND_URL']).toBe(`${hooks}/webhooks/twilio/sms`);
    expect([simulatorEnv['SIMULATOR_HOST'], exampleEnv['DEMO_HOST']]).toEqual(['0.0.0.0', '0.0.0.0']);
    expect(exampleEnv['POUNDKEY_URL']).toBe('http://gateway:8080');
    expect(exampleEnv['POUNDKEY_API_KEYS']).toBe(gatewayEnv['POUNDKEY_API_KEYS']);
    // These two are for the browser, which is outside and sees published ports.
    expect(exampleEnv['SIMULATOR_URL']).toBe('http://127.0.0.1:8082');
    expect(simulatorEnv['SIMULATOR_FRAME_ORIGINS']).toContain('http://127.0.0.1:8083');
    for (const name of ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']) expect(simulatorEnv[name]).toBe(gatewayEnv[name]);
  });
});
