import { expect, onTestFinished } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/start.ts';
import { type Application, startApplication } from './application.ts';
import { twilioClient } from './twilio-client.ts';

export const PHONE = '+14155550100';
export const FROM = '+12025550142';
const EVERY_EVENT = ['initiated', 'ringing', 'answered', 'completed'];

export type SetUp = {
  readonly simulator: Simulator;
  readonly app: Application;
  readonly client: ReturnType<typeof twilioClient>;
  /** Creates a call to PHONE that takes its documents from /voice and reports to /status. */
  call(more?: object): ReturnType<ReturnType<typeof twilioClient>['calls']['create']>;
  /** Creates a text to PHONE that reports to /status. */
  text(more?: object): ReturnType<ReturnType<typeof twilioClient>['messages']['create']>;
};

/** A simulator and an application, each on a free port, both gone when the test is over. */
export async function setUp(options: SimulatorOptions = {}): Promise<SetUp> {
  const simulator = await startSimulator(options);
  const app = await startApplication(simulator.authToken);
  simulator.setInboundUrl(`${app.url}/inbound`);
  onTestFinished(async () => {
    await simulator.stop();
    await app.close();
    // Whatever the test was about: Twilio's own check has to take every request that the application got.
    expect(app.received.filter((request) => !request.genuine)).toEqual([]);
  });
  const client = twilioClient(simulator);
  const statusCallback = `${app.url}/status`;
  return {
    simulator,
    app,
    client,
    call: (more = {}) =>
      client.calls.create({
        to: PHONE,
        from: FROM,
        url: `${app.url}/voice`,
        statusCallback,
        statusCallbackEvent: EVERY_EVENT,
        ...more,
      }),
    text: (more = {}) =>
      client.messages.create({ to: PHONE, from: FROM, body: 'Your code is 561166.', statusCallback, ...more }),
  };
}

/** The CallStatus or MessageStatus of every status callback so far. */
export function statuses(app: Application): (string | undefined)[] {
  return app.received
    .filter((request) => request.path === '/status')
    .map((request) => request.fields['CallStatus'] ?? request.fields['MessageStatus']);
}

/** A JSON request to the control API; the parsed answer and its status. */
export async function control(simulator: Simulator, method: string, path: string, body?: unknown) {
  const response = await fetch(`${simulator.url}/simulator/v1${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: text === '' ? null : JSON.parse(text),
  };
}
