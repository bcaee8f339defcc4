import type { Fetch } from '../../src/diagnose/http-look.ts';

type Answer = readonly [status: number, body?: unknown];

/** Twilio's REST API as far as the doctor asks it: an answer by a part of the address; 20404 for everything else. */
export function pretendTwilio(answers: Readonly<Record<string, Answer>>): Fetch & { readonly asked: string[] } {
  const asked: string[] = [];
  const answer = async (url: string, init: RequestInit) => {
    const { authorization = '' } = Object.fromEntries(new Headers(init.headers));
    asked.push(`${Buffer.from(authorization.slice('Basic '.length), 'base64').toString()} ${url}`);
    const [status, body] = Object.entries(answers).find(([part]) => asked.at(-1)?.includes(part))?.[1] ?? [
      404,
      { code: 20404, status: 404 },
    ];
    return new Response(typeof body === 'string' ? body : JSON.stringify(body ?? {}), { status });
  };
  return Object.assign(answer, { asked });
}

export const accountSid = `AC${'0'.repeat(32)}`;

/** Settings of a gateway on the real Twilio. */
export const twilioEnv: Readonly<Record<string, string>> = {
  REDIS_URL: 'redis://x',
  POUNDKEY_SECRET: 'f'.repeat(32),
  POUNDKEY_PUBLIC_URL: 'https://phone.example.com',
  TWILIO_ACCOUNT_SID: accountSid,
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_CALL_FROM: '+14155550001',
  TWILIO_TEXT_FROM: '+14155550002',
};
