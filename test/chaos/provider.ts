import { randomBytes } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json, respond, shown } from './answers.ts';
import type { CallBack } from './callbacks.ts';
import { type Call, liveCall } from './calls.ts';
import { type Chance, chance } from './chance.ts';
import type { Journal } from './journal.ts';
import { chooseAnswering, rings } from './misconduct.ts';
import { personCalled, personTexted } from './people.ts';
import { liveText, type Text } from './texts.ts';

/** What is to happen to the worker that a request came from, at the moment it is here and has no answer yet. */
export type Strike = () => 'answer' | 'leave unanswered';

/**
 * A provider with Twilio's REST shape for calls and texts. Every worker has a port of its own here, so that a request
 * tells which process made it.
 */
export interface Provider {
  readonly urlOf: (slot: string) => string;
  /**
   * Strikes when this worker next rings somebody: right then, before the answer. Somebody slow to answer is waited for, since
   * only they can still be rung again when the job comes back. `forget` takes it back.
   */
  aim(slot: string, strike: Strike): { readonly hit: Promise<void>; forget(): void };
  calm(): void;
  liveCalls(): readonly Call[];
  stop(): Promise<void>;
}

export interface ProviderOptions {
  readonly seed: number;
  readonly slots: readonly string[];
  readonly accountSid: string;
  readonly journal: Journal;
  readonly callBack: CallBack;
  readonly inboundUrl: string;
}

interface Aim {
  readonly strike: Strike;
  readonly hit: () => void;
}
export interface World extends ProviderOptions {
  readonly luck: Chance;
  readonly aims: Map<string, Aim>;
  readonly calls: Map<string, Call>;
  readonly texts: Map<string, Text>;
  calm: boolean;
}

export async function startProvider(options: ProviderOptions): Promise<Provider> {
  const luck = chance(options.seed, 'provider');
  const world: World = { ...options, luck, aims: new Map(), calls: new Map(), texts: new Map(), calm: false };
  const servers = await Promise.all(options.slots.map((slot) => listen(world, slot)));
  const ports = new Map(servers.map(({ slot, server }) => [slot, (server.address() as AddressInfo).port]));
  return {
    urlOf: (slot) => `http://127.0.0.1:${ports.get(slot)}`,
    aim(slot, strike) {
      const { promise, resolve } = Promise.withResolvers<void>();
      world.aims.set(slot, { strike, hit: resolve });
      return { hit: promise, forget: () => world.aims.delete(slot) };
    },
    calm: () => {
      world.calm = true;
    },
    liveCalls: () =>
      [...world.calls.values()].filter(({ status }) => ['queued', 'ringing', 'in-progress'].includes(status)),
    async stop() {
      for (const { server } of servers) server.closeAllConnections();
      await Promise.all(servers.map(({ server }) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function listen(world: World, slot: string): Promise<{ slot: string; server: http.Server }> {
  const server = http.createServer((request, response) => {
    answerRequest(world, slot, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { slot, server };
}

async function answerRequest(world: World, slot: string, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
  const url = new URL(request.url ?? '/', 'http://provider');
  const path = /\/Accounts\/AC[0-9a-f]{32}\/(Calls|Messages)(?:\/((?:CA|SM)[0-9a-f]{32}))?\.json$/.exec(url.pathname);
  const [, kind, sid] = path ?? [];
  if (kind === undefined) json(response, 404, { code: 20404, message: 'not found', status: 404 });
  else if (request.method === 'GET') json(response, 200, list(world, kind, url.searchParams.get('To')));
  else if (sid !== undefined) update(world, sid, response);
  else place(world, slot, form, response);
}

/** The one place where phones begin to ring. */
function place(world: World, slot: string, form: URLSearchParams, response: ServerResponse): void {
  const [, , , channel, id = '', attempt = ''] = new URL(form.get('StatusCallback') ?? '').pathname.split('/').slice(1);
  const ref = `${id}/${attempt}`;
  const answering = world.calm ? 'placed' : chooseAnswering(world.luck);
  const rang = rings(answering);
  const aim = world.aims.get(slot);
  const person = (channel === 'voice' ? personCalled : personTexted)(world.seed, ref);
  const struck = rang && aim !== undefined && person.slow;
  const answer = struck ? 'struck' : answering;
  world.journal.posts.push({ id, attempt: Number(attempt), at: Date.now(), slot, rang, answer });
  const made = rang ? begin(world, channel ?? '', id, Number(attempt), form) : undefined;
  if (struck) {
    world.aims.delete(slot);
    const then = aim.strike();
    aim.hit();
    if (then === 'answer') respond(response, 'placed', made);
    return;
  }
  if (answering !== 'placed') world.journal.fault(`provider: ${answering}`);
  respond(response, answering, made);
}

function begin(world: World, channel: string, id: string, attempt: number, form: URLSearchParams): Call | Text {
  const field = (name: string) => form.get(name) ?? '';
  const hex = randomBytes(16).toString('hex');
  const common = { id, attempt, to: field('To'), from: field('From'), createdAt: Date.now() };
  const statusUrl = field('StatusCallback');
  if (channel === 'voice') {
    const person = personCalled(world.seed, `${id}/${attempt}`);
    const own = { sid: `CA${hex}`, url: field('Url'), statusUrl, person, ending: new AbortController() };
    const call: Call = { ...common, ...own, status: 'queued' };
    world.calls.set(call.sid, call);
    void liveCall(world, call);
    return call;
  }
  const person = personTexted(world.seed, `${id}/${attempt}`);
  const { inboundUrl } = world;
  const text: Text = {
    ...common,
    sid: `SM${hex}`,
    body: field('Body'),
    statusUrl,
    inboundUrl,
    person,
    status: 'queued',
  };
  world.texts.set(text.sid, text);
  void liveText(world, text);
  return text;
}

function update(world: World, sid: string, response: ServerResponse): void {
  const call = world.calls.get(sid);
  if (call === undefined) {
    json(response, 404, { code: 20404, message: 'not found', status: 404 });
    return;
  }
  if (['queued', 'ringing', 'in-progress'].includes(call.status) && !call.ending.signal.aborted) {
    world.journal.hangUps.push({ id: call.id, at: Date.now() });
    call.ending.abort();
  }
  json(response, 200, shown(call));
}

function list(world: World, kind: string | undefined, to: string | null): object {
  const all: readonly (Call | Text)[] = [...(kind === 'Calls' ? world.calls : world.texts).values()];
  const items = all.filter((item) => item.to === to).reverse();
  const name = kind === 'Calls' ? 'calls' : 'messages';
  return { [name]: items.map(shown), next_page_uri: null, page: 0, page_size: 50, start: 0, end: items.length };
}
