import { sendText } from '../texts/send-text.ts';
import type { Text } from '../texts/text.ts';
import type { World } from '../world.ts';
import { type Answer, refused } from './answer.ts';
import { type Form, field, isError } from './form.ts';
import { badPageToken, listPage } from './list-page.ts';
import { readTextRequest } from './read-text-request.ts';
import { refuseNumber } from './refuse-number.ts';
import { showText } from './show-text.ts';
import { timeFilter } from './time-filter.ts';
import { twilioError } from './twilio-error.ts';

/** POST Messages.json */
export function createMessage(world: World, form: Form): Answer {
  const { ownNumbers, serviceNumber } = world.settings;
  const request = readTextRequest(form, { ownNumbers, serviceNumber, optOuts: world.optOuts });
  if (isError(request)) return refused(request);
  const refusal = refuseNumber(world, 'text', request.to);
  if (refusal) return refusal;
  return shown(world, sendText(world, request), 201);
}

/** GET Messages/{sid}.json */
export function fetchMessage(world: World, sid: string): Answer {
  const text = world.texts.get(sid);
  return text ? shown(world, text, 200) : notFound(world, sid);
}

/** POST Messages/{sid}.json: `Body=` empty redacts it; only scheduled texts can be canceled and there are none here. */
export function updateMessage(world: World, sid: string, form: Form): Answer {
  const text = world.texts.get(sid);
  if (!text) return notFound(world, sid);
  const status = field(form, 'Status');
  if (status === 'canceled' && form['Body'] === undefined) {
    return refused(twilioError(30409, 'This message cannot be canceled: it is not scheduled'));
  }
  if (status !== undefined || form['Body'] !== '') {
    return refused(twilioError(30400, 'Parameters are not valid: give an empty Body or Status=canceled'));
  }
  text.body = '';
  return shown(world, text, 200);
}

/** DELETE Messages/{sid}.json */
export function deleteMessage(world: World, sid: string): Answer {
  return world.texts.delete(sid) ? { kind: 'gone', sid } : notFound(world, sid);
}

/** GET Messages.json with To, From and DateSent as filters. */
export function listMessages(world: World, query: URLSearchParams): Answer {
  const bad = badPageToken(query);
  if (bad) return refused(bad);
  const sent = timeFilter(query, 'DateSent');
  const fits = (text: Text) =>
    (query.get('To') ?? text.to) === text.to &&
    (query.get('From') ?? text.from) === text.from &&
    sent('sentAt' in text.state ? text.state.sentAt : null);
  const { accountSid } = world.settings;
  const newestFirst = [...world.texts.values()].filter(fits).reverse();
  const { items, envelope } = listPage(newestFirst, `/2010-04-01/Accounts/${accountSid}/Messages.json`, query);
  return {
    kind: 'done',
    status: 200,
    body: { ...envelope, messages: items.map((text) => showText(accountSid, text)) },
  };
}

function shown(world: World, text: Text, status: 200 | 201): Answer {
  return { kind: 'done', status, sid: text.sid, body: showText(world.settings.accountSid, text) };
}

function notFound(world: World, sid: string): Answer {
  const path = `/2010-04-01/Accounts/${world.settings.accountSid}/Messages/${sid}.json`;
  return refused(twilioError(20404, `The requested resource ${path} was not found`));
}
