import { createHash } from 'node:crypto';
import { type Admitting, admit, closeRefused } from '../src/admit/admit.ts';
import { appFaults } from '../src/admit/app-faults.ts';
import { completed } from '../src/admit/completed.ts';
import type { Result } from '../src/challenge/result.ts';
import { channels, methods } from '../src/contract/methods.ts';
import {
  appId,
  challengeId,
  challengeRequest,
  type Fault,
  faultsOf,
  metadata,
  replyTo,
  subject,
} from '../src/contract/request.ts';
import type { Handler, Incoming } from '../src/ports.ts';

/**
 * Takes a request off the queue `challenges`. Every request ends in exactly one result: a challenge's, a refusal's, or, if
 * it does not even parse, one that says what is wrong with it.
 */
export function intake(deps: Admitting): Handler {
  return async (job) => {
    const id = challengeId.safeParse(job.id);
    const app = deps.apps.find(appNamed(job.data));
    const request = challengeRequest.safeParse(completed(job.data, app ?? deps.apps.orDefault('default')));
    const ofApp = app !== undefined && request.success ? appFaults(app, request.data) : [];
    if (!id.success || !request.success || app === undefined || ofApp.length > 0) {
      const faults = [
        ...ofApp,
        ...(id.success ? [] : faultsOf(id.error).map(({ message }) => ({ path: 'id', message }))),
        ...(request.success ? [] : faultsOf(request.error)),
        ...(app === undefined && request.success ? [{ path: 'app', message: 'there is no such app' }] : []),
      ];
      return await publishInvalid(deps, job, faults, id.success);
    }
    const ask = { id: job.id, app, request: request.data, requestedAt: requestTime(job, deps.clock.now()) };
    const admission = await admit(deps, ask);
    if (admission.kind === 'refused' && (await closeRefused(deps, ask, admission))) deps.refused(admission.reason);
    if (admission.kind !== 'admitted' || admission.challenge !== undefined) return;
    const known = (await deps.store.load(job.id))?.challenge;
    // The outcome under this id will be another app's, and no answer to this one.
    if (known !== undefined && known.app !== app.id)
      await publishInvalid(deps, job, [{ path: 'id', message: 'belongs to a challenge of another app' }], false);
  };
}

/** The app that a request names; one that names none is of `default`. What is no name at all is a fault of its own. */
function appNamed(data: unknown): string {
  const app = typeof data === 'object' && data !== null && 'app' in data ? data.app : undefined;
  return typeof app === 'string' ? app : 'default';
}

/** The lifetime counts from when the job was made. A producer's clock may be wrong: the future counts as now. */
function requestTime(job: Incoming, now: number): number {
  return Number.isFinite(job.enqueuedAt) && job.enqueuedAt > 0 ? Math.min(job.enqueuedAt, now) : now;
}

/**
 * Says what is wrong, with as much of the envelope as can be read, so that the answer finds whoever asked. A well-formed id
 * is taken by it; others recur (a queue that is emptied counts from 1 again), so they are told apart by their time.
 */
async function publishInvalid(deps: Admitting, job: Incoming, errors: Fault[], takesId: boolean): Promise<void> {
  const data: Record<string, unknown> = typeof job.data === 'object' && job.data !== null ? { ...job.data } : {};
  const result: Result = {
    v: 1,
    type: 'challenge.closed',
    id: job.id,
    status: 'failed',
    reason: 'invalid-request',
    ...(isOneOf(channels, data['channel']) && { channel: data['channel'] }),
    ...(isOneOf(methods, data['method']) && { method: data['method'] }),
    app: appId.safeParse(data['app']).data ?? 'default',
    subject: subject.safeParse(data['subject']).data ?? 'unknown',
    metadata: metadata.safeParse(data['metadata']).data ?? {},
    at: new Date(deps.clock.now()).toISOString(),
    errors,
  };
  const mark = createHash('sha256').update(`${job.id}\n${job.enqueuedAt}`).digest('base64url');
  const isNew = await deps.store.publishRejected(
    takesId ? undefined : mark,
    result,
    replyTo.safeParse(data['replyTo']).data,
  );
  if (isNew) deps.refused('invalid-request');
  // What is no id may be anything, a number too, in any spelling.
  const known = challengeId.safeParse(job.id).data ?? '[not an id]';
  deps.log.info({ challengeId: known, faults: errors.length }, 'request does not parse');
}

const isOneOf = <T extends string>(known: readonly T[], value: unknown): value is T =>
  known.some((item) => item === value);
