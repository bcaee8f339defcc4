import type { FormFields, WireKind } from '../wire/wire-log.ts';
import type { CallbackRule } from './fault-rules.ts';

export type CallbackFault = { readonly kind: CallbackRule['fault']; readonly seconds: number };

/** What a callback queue asks before each callback. */
export type CallbackFaults = {
  /** The fault for this callback, null for none. */
  draw(kind: WireKind, fields: FormFields): CallbackFault | null;
};
