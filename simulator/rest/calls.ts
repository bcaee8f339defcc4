import { type Call, isLive } from '../calls/call.ts';
import { placeCall } from '../calls/place-call.ts';
import type { World } from '../world.ts';
import { type Answer, refused } from './answer.ts';
import { type Form, isError } from './form.ts';
import { badPageToken, listPage } from './list-page.ts';
import { readCallRequest } from './read-call-request.ts';
import { refuseNumber } from './refuse-number.ts';
import { dialedAt, showCall, shownStatus } from './show-call.ts';
import { timeFilter } from './time-filter.ts';
import { twilioError } from './twilio-error.ts';
import { updateCall } from './update-call.ts';

// Those that are over are dropped when there are too many; live ones cannot be, so there is a limit as at Twilio.
const LIVE_CALLS_MAX = 10_000;

/** POST Calls.json */
export function createCall(world: World, form: Form): Answer {
  const request = readCallRequest(form, world.settings.ownNumbers);
  if (isError(request)) return refused(request);
  if (world.calls.size - world.endedCalls.size >= LIVE_CALLS_MAX)
    return refused(twilioError(10004, 'Call concurrency limit exceeded'));
  const refusal = refuseNumber(world, 'call', request.to);
  if (refusal) return refusal;
  return shown(world, placeCall(world, request), 201);
}

/** GET Calls/{sid}.json */
export function fetchCall(world: World, sid: string): Answer {
  const call = world.calls.get(sid);
  return call ? shown(world, call, 200) : notFound(world, sid);
}

/** POST Calls/{sid}.json */
export function changeCall(world: World, sid: string, form: Form): Answer {
  const call = world.calls.get(sid);
  if (!call) return notFound(world, sid);
  const refusal = updateCall(world, call, form);
  return refusal ? refused(refusal) : shown(world, call, 200);
}

/** DELETE Calls/{sid}.json: only a call that is over can be forgotten. */
export function deleteCall(world: World, sid: string): Answer {
  const call = world.calls.get(sid);
  if (!call) return notFound(world, sid);
  if (isLive(call.state)) return refused(twilioError(20009, 'Cannot delete this resource before it is complete'));
  world.calls.delete(sid);
  world.endedCalls.delete(sid);
  return { kind: 'gone', sid };
}

/** GET Calls.json with To, From, Status, StartTime and EndTime as filters. */
export function listCalls(world: World, query: URLSearchParams): Answer {
  const bad = badPageToken(query);
  if (bad) return refused(bad);
  const started = timeFilter(query, 'StartTime');
  const ended = timeFilter(query, 'EndTime');
  const fits = (call: Call) =>
    (query.get('To') ?? call.request.to) === call.request.to &&
    (query.get('From') ?? call.request.from) === call.request.from &&
    (query.get('Status') ?? shownStatus(call)) === shownStatus(call) &&
    !query.has('ParentCallSid') &&
    started(dialedAt(call)) &&
    ended('endedAt' in call.state ? call.state.endedAt : null);
  const { accountSid } = world.settings;
  const newestFirst = [...world.calls.values()].filter(fits).reverse();
  const { items, envelope } = listPage(newestFirst, `/2010-04-01/Accounts/${accountSid}/Calls.json`, query);
  return { kind: 'done', status: 200, body: { ...envelope, calls: items.map((call) => showCall(accountSid, call)) } };
}

function shown(world: World, call: Call, status: 200 | 201): Answer {
  return { kind: 'done', status, sid: call.sid, body: showCall(world.settings.accountSid, call) };
}

function notFound(world: World, sid: string): Answer {
  const path = `/2010-04-01/Accounts/${world.settings.accountSid}/Calls/${sid}.json`;
  return refused(twilioError(20404, `The requested resource ${path} was not found`));
}
