import type { Asked, Client, ClosedResult } from '../src/client/client.ts';
import type { Channel, StepStatus } from './wording.ts';

export interface Step {
  readonly status: StepStatus;
  readonly at: Date;
}

/** How a sign-in ended; `unheard` when nobody could tell us. */
export type Ending = { readonly kind: 'outcome'; readonly result: ClosedResult } | { readonly kind: 'unheard' };
type Stage = { readonly phase: 'waiting' } | { readonly phase: 'ended'; readonly ending: Ending };

/** Somebody who wants to sign in, at the moment when their phone is asked. */
export interface SignIn {
  readonly id: string;
  /** The browser that began it: nobody else may see it, or become signed in by it. */
  readonly browser: string;
  readonly phone: string;
  readonly channel: Channel;
  readonly asked: Asked;
  readonly steps: Step[];
  stage: Stage;
}

export interface SignIns {
  /** Asks the phone. Rejects, with a `ClientError`, when the question could not be put on the queue. */
  begin(who: Pick<SignIn, 'browser' | 'phone' | 'channel'>): Promise<SignIn>;
  /** The sign-in with this id, if this browser began it. */
  find(id: string, browser: string): SignIn | undefined;
}

/** An example keeps its sign-ins in memory; this many, so that nobody can fill it. */
const signInsMax = 1_000;

/** Sign-ins by phone: this is all that an auth server has to do with Poundkey. */
export function createSignIns(client: Pick<Client, 'challenge'>): SignIns {
  const signIns = new Map<string, SignIn>();
  return {
    async begin(who) {
      const startedAt = new Date();
      const asked = await client.challenge({
        to: who.phone,
        channel: who.channel,
        method: who.channel === 'voice' ? 'pound' : 'reply',
        context: { action: 'sign in to Payroll' },
      });
      const steps: Step[] = [{ status: 'queued', at: startedAt }];
      const signIn: SignIn = { ...who, id: asked.id, asked, steps, stage: { phase: 'waiting' } };
      signIns.set(signIn.id, signIn);
      for (const id of signIns.keys()) if (signIns.size > signInsMax) signIns.delete(id);
      void follow(signIn);
      return signIn;
    },
    find(id, browser) {
      const signIn = signIns.get(id);
      return signIn?.browser === browser ? signIn : undefined;
    },
  };
}

async function follow(signIn: SignIn): Promise<void> {
  for await (const { status, at } of signIn.asked.progress) signIn.steps.push({ status, at: new Date(at) });
  signIn.stage = { phase: 'ended', ending: await endingOf(signIn.asked) };
}

/** Resolves when the sign-in is over. */
export function endingOf({ outcome }: Asked): Promise<Ending> {
  return outcome.then(
    (result) => ({ kind: 'outcome', result }),
    () => ({ kind: 'unheard' }),
  );
}
