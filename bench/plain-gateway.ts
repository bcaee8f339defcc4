/**
 * What a good engineer writes in a day, to be measured beside us: BullMQ worker, the SDK as it comes, Express with its form
 * reader, the SDK's signature check, one hash per challenge. No fence, no stored result, no expiry, no limits, no lookups.
 * `node bench/plain-gateway.ts REDIS-URL PROVIDER-URL PORT TOKEN`
 */
import { Worker } from 'bullmq';
import express from 'express';
import { Redis } from 'ioredis';
import twilio from 'twilio';
import RequestClient from 'twilio/lib/base/RequestClient.js';

const [redisUrl = '', providerUrl = '', port = '', token = ''] = process.argv.slice(2);
const accountSid = `AC${'0'.repeat(32)}`;
const publicUrl = `http://127.0.0.1:${port}`;

class BaseUrlClient extends RequestClient {
  override request<T>(options: RequestClient.RequestOptions<T>) {
    const target = new URL(options.uri);
    const base = new URL(providerUrl);
    target.protocol = base.protocol;
    target.host = base.host;
    return super.request<T>({ ...options, uri: target.href });
  }
}
const client = twilio(accountSid, token, { httpClient: new BaseUrlClient({ timeout: 10_000, keepAlive: true }) });
const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });

interface Request {
  readonly to: string;
  readonly channel: 'voice' | 'sms';
}

new Worker<Request>(
  'challenges',
  async ({ id = '', data: { to, channel } }) => {
    await redis.hset(`plain:${id}`, { to, channel, status: 'pending' });
    await redis.expire(`plain:${id}`, 600);
    if (channel === 'voice') {
      const { sid } = await client.calls.create({ to, from: '+14155550001', url: `${publicUrl}/voice?id=${id}` });
      await redis.hset(`plain:${id}`, { sid });
      return;
    }
    await redis.set(`plain:phone:${to}`, id, 'EX', 600);
    const { sid } = await client.messages.create({ to, from: '+14155550002', body: 'Reply Y to sign in' });
    await redis.hset(`plain:${id}`, { sid });
  },
  {
    connection: { url: redisUrl, maxRetriesPerRequest: null },
    prefix: '{poundkey}',
    concurrency: 50,
    removeOnComplete: { count: 0 },
  },
);

redis.defineCommand('resolveOnce', {
  numberOfKeys: 1,
  lua: `if redis.call('HGET', KEYS[1], 'status') ~= 'pending' then return 0 end
redis.call('HSET', KEYS[1], 'status', ARGV[1])
redis.call('PUBLISH', 'poundkey:results', ARGV[2])
return 1`,
});
const resolve = (id: string, status: string) => {
  const result = JSON.stringify({ type: 'challenge.closed', id, status });
  return (
    redis as unknown as { resolveOnce(key: string, status: string, result: string): Promise<number> }
  ).resolveOnce(`plain:${id}`, status, result);
};

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use((request, response, next) => {
  const signature = request.get('x-twilio-signature') ?? '';
  if (twilio.validateRequest(token, signature, publicUrl + request.originalUrl, request.body)) next();
  else response.status(403).end();
});
app.post('/voice', (request, response) => {
  const reply = new twilio.twiml.VoiceResponse();
  reply
    .gather({ numDigits: 1, finishOnKey: '', action: `${publicUrl}/key?id=${request.query['id']}` })
    .say('Press pound to sign in.');
  response.type('text/xml').send(reply.toString());
});
app.post('/key', async (request, response) => {
  await resolve(String(request.query['id']), request.body.Digits === '#' ? 'approved' : 'denied');
  response.type('text/xml').send(new twilio.twiml.VoiceResponse().toString());
});
app.post('/webhooks/twilio/sms', async (request, response) => {
  const id = await redis.get(`plain:phone:${request.body.From}`);
  if (id !== null && /^y/i.test(request.body.Body)) await resolve(id, 'approved');
  response.type('text/xml').send(new twilio.twiml.MessagingResponse().toString());
});
app.listen(Number(port), '127.0.0.1', () => console.log('ready'));
process.stdin.resume().on('end', () => process.exit(0));
