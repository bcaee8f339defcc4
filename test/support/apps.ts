import { appsFrom } from '../../src/app-file.ts';
import { type App, type Apps, appsOf, type Rates } from '../../src/challenge/app.ts';

/** What most tests have: they ask one number again and again. */
export const noLimits: Rates = { perNumber: [], perSubject: [], perIp: [], perPrefix: [] };

/** An app without limits and otherwise without settings of its own, that may call the United States and the Netherlands. */
export function testApp(changes: Partial<App> = {}): App {
  const [app] = appsFrom({ name: 'The default', countries: ['US', 'NL'], factor: 1 }, []);
  if (app === undefined) throw new Error('there is always an app default');
  return { ...app, rates: noLimits, ...changes };
}

/** These apps, beside `default`. */
export const testApps = (...apps: readonly App[]): Apps => appsOf([testApp(), ...apps]);
