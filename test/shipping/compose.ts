import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';

export interface Service {
  readonly image?: string;
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly user?: string;
}

const at = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

export const services = (parse(at('docker-compose.yml')) as { services: Record<string, Service> }).services;
export const demoEnvironment = parseEnv(at('.env.demo')) as Record<string, string>;

/** What a container gets: as Compose does it, for the few forms that our file has. Throws where Compose would refuse. */
export function environmentOf({ environment = {} }: Service, given: Readonly<Record<string, string>>) {
  const resolved = Object.entries(environment).map(([name, value]) => {
    if (value === null) return [name, given[name]] as const;
    const replaced = String(value).replace(/\$\{(\w+):\?([^}]*)\}/g, (_, variable: string, message: string) => {
      if (given[variable]) return given[variable];
      throw new Error(`required variable ${variable} is missing a value: ${message}`);
    });
    return [name, replaced] as const;
  });
  return Object.fromEntries(resolved.filter(([, value]) => value !== undefined)) as Record<string, string>;
}
