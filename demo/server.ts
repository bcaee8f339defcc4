import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from './app.ts';
import { createAskings } from './askings.ts';
import type { Config } from './config.ts';
import { createLimit } from './limits.ts';
import { connectPoundkey } from './poundkey.ts';
import { noteEnding } from './routes/note-ending.ts';
import type { House } from './routes/route.ts';
import { appPasswordsIn } from './store/app-passwords.ts';
import { openDatabase } from './store/database.ts';
import { historyIn } from './store/history.ts';
import { peopleIn, seedPeople } from './store/people.ts';
import { tokensIn } from './store/tokens.ts';

export interface DemoServer {
  readonly url: string;
  stop(): Promise<void>;
}

const quarterMs = 15 * 60_000;
const withdrawMsMax = 1_000;

/** Starts the example auth server. Rejects when its port cannot be had. `now` is the clock of sessions and codes. */
export async function startDemoServer(config: Config, now: () => number = Date.now): Promise<DemoServer> {
  const database = openDatabase(config.database);
  await seedPeople(database);
  const poundkey = connectPoundkey(config);
  const store = {
    people: peopleIn(database),
    tokens: tokensIn(database, now),
    history: historyIn(database, now),
    appPasswords: appPasswordsIn(database, now),
  };
  const house: House = {
    ...{ config, now, ...store },
    askings: createAskings({ poundkey, onEnd: (asking, ending) => noteEnding({ ...store, now }, asking, ending) }),
    passwordTries: { ofName: createLimit(10, quarterMs, now), ofAddress: createLimit(100, quarterMs, now) },
    codeTries: createLimit(5, quarterMs, now),
  };
  const server = createApp(house).listen(config.port, config.host);
  const stop = async (): Promise<void> => {
    await Promise.race([house.askings.close(), sleep(withdrawMsMax, undefined, { ref: false })]);
    poundkey.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    database.close();
  };
  try {
    await once(server, 'listening');
  } catch (error) {
    poundkey.close();
    database.close();
    throw error;
  }
  return { url: `http://${config.host}:${(server.address() as AddressInfo).port}`, stop };
}
