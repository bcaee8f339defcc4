import type { Figures, Size } from './cases.ts';
import { start } from './processes.ts';

const accountSid = `AC${'5'.repeat(32)}`;
const token = 'simulator-auth-token';

async function startWorld() {
  const settings = { SIMULATOR_PORT: '0', TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: token };
  const world = await start('../simulator/main.ts', [], settings);
  return { ...world, url: /http:\S+/.exec(world.said)?.[0] ?? '' };
}

/** How soon what an application says is seen in the live stream, with 200 phones and 50 calls at once. */
export async function captions({ seconds }: Size): Promise<Figures> {
  const world = await startWorld();
  const watching = await start('watch-calls.ts', [world.url, String(seconds), accountSid, token]);
  const { seen, p50, p95 } = JSON.parse(watching.said) as { seen: number; p50: number; p95: number };
  await world.stop();
  return { 'captions seen': seen, 'p50 ms from answer to caption': p50, 'p95 ms from answer to caption': p95 };
}

/** What one process of the simulator takes over its REST API; each call is answered, spoken to and hung up meanwhile. */
export async function simulator({ seconds }: Size): Promise<Figures> {
  const world = await startWorld();
  const { url } = world;
  const place = async (resource: 'Calls' | 'Messages') => {
    const before = world.cpuMicros();
    const placing = await start('place-calls.ts', [url, String(seconds), resource, accountSid, token]);
    const figures = JSON.parse(placing.said) as { perSecond: number; p95: number; taken: number; refused: number };
    if (figures.refused > 0) throw new Error(`the simulator refused ${figures.refused} ${resource}`);
    return { ...figures, micros: (world.cpuMicros() - before) / figures.taken };
  };
  await place('Calls');
  const calls = await place('Calls');
  const texts = await place('Messages');
  const figures = {
    'REST calls/s': calls.perSecond,
    'p95 ms of a call': calls.p95,
    'CPU µs a call': calls.micros,
    'REST texts/s': texts.perSecond,
    'p95 ms of a text': texts.p95,
    'CPU µs a text': texts.micros,
    'resident MB': world.residentBytes() / 1e6,
  };
  await world.stop();
  return figures;
}
