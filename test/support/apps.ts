import { appsFrom } from '../../src/app-file.ts';
import { type App, type Apps, appsOf } from '../../src/challenge/app.ts';

/** An app as it is without settings of its own, that may call the United States and the Netherlands. */
export function testApp(changes: Partial<App> = {}): App {
  const [app] = appsFrom({ name: 'The default', countries: ['US', 'NL'], factor: 1 }, []);
  if (app === undefined) throw new Error('there is always an app default');
  return { ...app, ...changes };
}

/** These apps, beside `default`. */
export const testApps = (...apps: readonly App[]): Apps => appsOf([testApp(), ...apps]);
