import type { Figures, Size } from './cases.ts';
import { start } from './processes.ts';

const accountSid = `AC${'5'.repeat(32)}`;
const token = 'simulator-auth-token';

/** What one process of the simulator takes over its REST API; each call is answered, spoken to and hung up meanwhile. */
export async function simulator({ seconds }: Size): Promise<Figures> {
  const world = await start('../simulator/main.ts', [], {
    SIMULATOR_PORT: '0',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: token,
  });
  const url = /http:\S+/.exec(world.said)?.[0] ?? '';
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
