import type { CallbackFaults } from './callback-faults.ts';
import { type CallbackRule, type FaultRules, faultRules, type NumberRule, type RequestRule } from './fault-rules.ts';
import { seededRandom } from './seeded-random.ts';

export type RequestAct = Exclude<RequestRule['of'], 'any'>;
export type Faults = CallbackFaults & {
  /** What is switched on now; rules that counted down to nothing are gone. */
  rules(): FaultRules;
  /** Replaces every rule. */
  set(rules: FaultRules): void;
  latencyMs(): number;
  /** The fault for this REST request, null for none. */
  drawRequest(act: RequestAct): RequestRule['fault'] | null;
  /** What a call or text to this number meets, of the faults that can strike now; null for none. */
  drawNumber(use: 'call' | 'text', number: string, now: readonly NumberRule['fault'][]): NumberRule | null;
};

/** The switches of misbehaviour; `changed` hears of every change, also of a rule that counts down. */
export function createFaults(changed: (rules: FaultRules) => void): Faults {
  let rules = faultRules.parse({});
  let random = seededRandom(rules.seed);

  function hits(rule: { next?: number | undefined; probability?: number | undefined }): boolean {
    if (rule.probability !== undefined) return random() < rule.probability;
    if (rule.next !== undefined) rule.next -= 1;
    return true;
  }

  function draw<Rule extends RequestRule | CallbackRule | NumberRule>(
    list: readonly Rule[],
    fits: (rule: Rule) => boolean,
  ): Rule | null {
    const hit = list.find((rule) => fits(rule) && hits(rule)) ?? null;
    if (hit?.next === undefined) return hit;
    rules = {
      ...rules,
      requests: rules.requests.filter(isLeft),
      callbacks: rules.callbacks.filter(isLeft),
      numbers: rules.numbers.filter(isLeft),
    };
    changed(rules);
    return hit;
  }

  return {
    rules: () => structuredClone(rules),
    set(wanted) {
      rules = structuredClone(wanted);
      random = seededRandom(rules.seed);
      changed(rules);
    },
    latencyMs: () => rules.latencyMs,
    drawRequest: (act) => draw(rules.requests, (rule) => rule.of === 'any' || rule.of === act)?.fault ?? null,
    drawNumber: (use, number, now) =>
      draw(
        rules.numbers,
        (rule) => now.includes(rule.fault) && (rule.of === 'any' || rule.of === use) && covers(rule.number, number),
      ),
    draw(kind, fields) {
      const status = fields['CallStatus'] ?? fields['MessageStatus'];
      const hit = draw(
        rules.callbacks,
        (rule) => rule.of.some((name) => name === kind) && (rule.status === undefined || rule.status === status),
      );
      return hit && { kind: hit.fault, seconds: hit.seconds };
    },
  };
}

function covers(pattern: string, number: string): boolean {
  return pattern.endsWith('*') ? number.startsWith(pattern.slice(0, -1)) : number === pattern;
}

function isLeft(rule: { next?: number | undefined }): boolean {
  return rule.next !== 0;
}
