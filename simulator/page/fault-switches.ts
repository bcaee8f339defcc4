import type { FaultRules } from '../faults/fault-rules.ts';

export type FaultList = 'requests' | 'callbacks' | 'numbers';
/** How a fault strikes: never, the next `count` times, or `count` of a hundred times. */
export type Strike = { readonly how: 'off' | 'next' | 'percent'; readonly count: number };
type Rule = { readonly next?: number | undefined; readonly probability?: number | undefined };

/** How a fault is switched now: the first rule for it counts. */
export function strikeOf(rules: FaultRules, list: FaultList, fault: string): Strike {
  const rule = rules[list].find((each) => each.fault === fault);
  return rule ? strikeBy(rule) : { how: 'off', count: 1 };
}

/** The rules with one fault switched otherwise; all others stay as they are, also those that only the API can make. */
export function switchFault(rules: FaultRules, list: FaultList, fault: string, { how, count }: Strike): object {
  const others = rules[list].filter((each) => each.fault !== fault);
  const rule = how === 'next' ? { fault, next: count } : { fault, probability: count / 100 };
  return { ...rules, [list]: how === 'off' ? others : [...others, rule] };
}

/** What is switched on, in one line; empty when nothing is. */
export function describeFaults({ latencyMs, requests, callbacks, numbers }: FaultRules): string {
  const say = (what: string) => (rule: Rule & { readonly fault: string }) => {
    const { how, count } = strikeBy(rule);
    return `${what} ${rule.fault} (${how === 'next' ? `next ${count}` : `${count} %`})`;
  };
  const late = latencyMs > 0 ? [`answers ${latencyMs} ms late`] : [];
  return [
    ...late,
    ...requests.map(say('request')),
    ...callbacks.map(say('callback')),
    ...numbers.map(say('number')),
  ].join(', ');
}

function strikeBy({ next, probability = 1 }: Rule): Strike {
  return next === undefined ? { how: 'percent', count: Math.round(probability * 100) } : { how: 'next', count: next };
}
