import RequestClient from 'twilio/lib/base/RequestClient.js';
import TwilioRest from 'twilio/lib/rest/Twilio.js';
import type { Simulator } from '../../simulator/start.ts';

/** Twilio's own client with nothing changed but the host it talks to. */
export class PointedClient extends RequestClient {
  readonly #base: URL;
  constructor(base: string) {
    super({ timeout: 5_000 });
    this.#base = new URL(base);
  }
  override request<T>(options: RequestClient.RequestOptions<T>) {
    const url = new URL(options.uri);
    url.protocol = this.#base.protocol;
    url.host = this.#base.host;
    return super.request<T>({ ...options, uri: url.href });
  }
}

/** The official client of this account at the simulator. */
export function twilioClient(
  simulator: Simulator,
  secret: string = simulator.authToken,
  user: string = simulator.accountSid,
) {
  const { accountSid } = simulator;
  return new TwilioRest(user, secret, { accountSid, httpClient: new PointedClient(simulator.url) });
}
