import { hash } from 'node:crypto';
import type { App, Rate, Rates } from '../challenge/app.ts';
import { networkOf } from '../challenge/network.ts';
import { failuresWindowMs } from '../challenge/policy.ts';
import { type Budget, budgetOf, intervalMicros, scarcest } from '../challenge/rate.ts';
import type { Entered, Entry, Gate } from '../ports/gate.ts';
import { type Connection, isCluster } from './connection.ts';
import { blockedKey, gateKey, keysOf, looksKey } from './record.ts';
import { rememberLast } from './remember-last.ts';
import { type EnterVerdict, loadScripts } from './scripts.ts';
import type { Keys } from './seal.ts';

interface GateDeps {
  readonly connection: Connection;
  readonly keys: Keys;
}

/** Something to look at before a challenge is let in; `enter.lua` says what each does. */
type Check =
  | { readonly kind: 'record' | 'blocked'; readonly key: string }
  | { readonly kind: 'live'; readonly key: string; readonly owner: string }
  | { readonly kind: 'looks'; readonly key: string; readonly looksMax: number }
  | {
      readonly kind: 'bucket';
      readonly key: string;
      readonly owner: string;
      readonly app: string;
      readonly limit: keyof Rates;
      readonly rate: Rate;
    };

/** Checks of keys that live together. */
type Group = readonly Check[];

/**
 * The Gate port: on one Redis one script looks at everything and takes all of it or nothing. On a cluster each owner's keys
 * may live elsewhere: they are asked in turn, and those that gave are given back to when a later one refuses; for as long as
 * that takes, others may find a little less than there is, never more.
 */
export function createRedisGate({ connection, keys }: GateDeps): Gate {
  const scripts = loadScripts(connection);
  const tagged = keys.tagOf;
  const together = (groups: readonly Group[]): readonly Group[] => (isCluster(connection) ? groups : [groups.flat()]);
  const leave = async (groups: readonly Group[], id: string) => {
    await Promise.all(groups.map((group) => scripts.leave(keysIn(group), [id, ...group.map(argumentOf)])));
  };
  const enter = async (groups: readonly Group[], id: string, over: string, lifeMs: number): Promise<Entered> => {
    const taken: { readonly group: Group; readonly ahead: readonly number[] }[] = [];
    for (const group of groups) {
      const args = [id, over, lifeMs, ...group.map(argumentOf)];
      const [verdict, ms, text, ...ahead] = await scripts.enter(keysIn(group), args);
      if (verdict === 'entered') {
        taken.push({ group, ahead });
        continue;
      }
      const before = taken.map((each) => each.group);
      await leave(before, id);
      const budgets = [...taken.flatMap((each) => budgetsOf(each.group, each.ahead, 1)), ...budgetsOf(group, ahead)];
      return refusal({ verdict, ms, text, group, budgets });
    }
    return { kind: 'entered', budgets: scarcest(taken.flatMap(({ group, ahead }) => budgetsOf(group, ahead))) };
  };
  return {
    enter: (entry, over = '') => enter(together(groupsOf(entry, tagged)), entry.id, over, entry.lifeMs),
    leave: (entry) => leave(together(groupsOf(entry, tagged)), entry.id),
    async again(app, number) {
      const entered = await enter(together([numberChecks(app, tagged(`number ${number}`))]), '', '', 0);
      if (entered.kind === 'entered' || entered.kind === 'limited') return entered;
      throw new Error(`a number cannot be ${entered.kind}`);
    },
    async asking(app, subject) {
      const tag = tagged(subjectOwner(app, subject));
      return /^\S+/.exec((await connection.hget(gateKey(tag), ownerIn(tag))) ?? '')?.[0];
    },
    giveBack: (app, number) => leave(together([numberChecks(app, tagged(`number ${number}`))]), ''),
  };
}

/** The subject last, so that it is never said to be asked by a challenge that another limit stops. */
function groupsOf({ id, app, subject, numbers, ip }: Entry, tagged: (owner: string) => string): Group[] {
  const subjectTag = tagged(subjectOwner(app, subject));
  const prefixes = new Set(numbers.map((number) => number.slice(0, -4)));
  const groups: Group[] = [
    [{ kind: 'record', key: keysOf(id).record }],
    ...numbers.map((number) => numberChecks(app, tagged(`number ${number}`))),
    ...(ip === undefined ? [] : [buckets(app, 'perIp', tagged(`ip ${networkOf(ip)}`))]),
    ...[...prefixes].map((prefix) => buckets(app, 'perPrefix', tagged(`prefix ${prefix}`))),
    [
      { kind: 'blocked', key: blockedKey(subjectTag) },
      { kind: 'looks', key: looksKey(subjectTag), looksMax: app.failuresPerDay },
      ...buckets(app, 'perSubject', subjectTag),
      { kind: 'live', key: gateKey(subjectTag), owner: ownerIn(subjectTag) },
    ],
  ];
  return groups.filter((group) => group.length > 0);
}

const subjectOwner = ({ id }: App, subject: string): string => `subject ${id}\n${subject}`;

function numberChecks(app: App, tag: string): Group {
  return [{ kind: 'looks', key: looksKey(tag), looksMax: app.failuresPerDay }, ...buckets(app, 'perNumber', tag)];
}

const buckets = ({ id, rates }: App, limit: keyof Rates, tag: string): Check[] =>
  rates[limit].map((rate) => ({ kind: 'bucket', key: gateKey(tag), owner: ownerIn(tag), app: id, limit, rate }));

/** 48 bits of a tag tell those apart who share a key: a thousand of them, were there ten million owners. */
const ownerIn = (tag: string): string => tag.slice(0, 8);

/** All limits of all apps, and a few that were changed meanwhile. */
const limitsMax = 1_000;
/**
 * A limit of an app in four characters, and its pace: microseconds and count. One that was changed begins anew: what was
 * taken at another pace tells nothing at this one.
 */
const paceOf = rememberLast(limitsMax, (limit) => {
  const [count = 0, seconds = 0] = limit.split(' ').slice(-2).map(Number);
  return `${hash('sha256', limit, 'base64url').slice(0, 4)} ${intervalMicros({ count, seconds })} ${count}`;
});

const keysIn = (group: Group): string[] => group.map(({ key }) => key);

function argumentOf(check: Check): string {
  if (check.kind === 'looks') return `looks ${check.looksMax}`;
  if (check.kind === 'live') return `live ${check.owner}`;
  if (check.kind !== 'bucket') return check.kind;
  const { owner, app, rate } = check;
  return `bucket ${owner}${paceOf(`${app} ${rate.count} ${rate.seconds}`)}`;
}

/** `back`: how many of what was taken will be given back. */
function budgetsOf(group: Group, ahead: readonly number[], back = 0): Budget[] {
  const limits = group.flatMap((check) => (check.kind === 'bucket' ? [check] : []));
  return limits.map(({ limit, rate }, index) =>
    budgetOf(limit, rate, Math.max(0, (ahead[index] ?? 0) - back * intervalMicros(rate))),
  );
}

interface Answer {
  readonly verdict: Exclude<EnterVerdict, 'entered'>;
  readonly ms: number;
  readonly text: string;
  readonly group: Group;
  readonly budgets: readonly Budget[];
}

function refusal({ verdict, ms, text, group, budgets: all }: Answer): Entered {
  const budgets = scarcest(all);
  switch (verdict) {
    case 'known':
    case 'entered-before':
      return { kind: verdict, budgets };
    case 'blocked':
      return { kind: 'blocked' };
    case 'in-progress':
      return { kind: 'in-progress', id: text, agoMs: ms };
    case 'failures': {
      const count = group.flatMap((check) => (check.kind === 'looks' ? [check.looksMax] : []))[0] ?? 0;
      const seconds = failuresWindowMs / 1_000;
      return {
        kind: 'limited',
        limit: 'failuresPerDay',
        count,
        seconds,
        retryAfterSeconds: Math.ceil(ms / 1_000),
        budgets,
      };
    }
    case 'limited': {
      // The one that keeps them waiting longest: who waits for another would only meet this one.
      const empty = budgets.filter(({ remaining }) => remaining === 0);
      const [worst] = empty.toSorted((one, other) => other.freesInSeconds - one.freesInSeconds);
      if (worst === undefined) throw new Error('no limit is used up');
      const { limit, rate, freesInSeconds } = worst;
      return { kind: 'limited', limit, ...rate, retryAfterSeconds: freesInSeconds, budgets };
    }
    default:
      throw verdict satisfies never;
  }
}
