import { unauthorizedPage } from './answer.js';
import type { PageAnswer } from './answer.js';
import type { CgiRequest } from './cgi-request.js';
import type { Recorder } from './recorder.js';
import type { UidOwner } from './uid-table.js';
import type { UidSession } from './uid-session.js';

/** Whoever a request is from, or the 401 it gets. */
export type Admission<T> =
  | { readonly kind: 'admitted'; readonly value: T }
  | { readonly kind: 'refused'; readonly answer: PageAnswer };

/** Asks for user name and password by digest (B2). */
export function admitByDigest(recorder: Recorder, request: CgiRequest): Admission<UidOwner> {
  const { method, target, authorization } = request;
  const verdict = recorder.gate.judge({ method, uri: target, authorization });
  return verdict.kind === 'granted'
    ? { kind: 'admitted', value: verdict.owner }
    : { kind: 'refused', answer: unauthorizedPage(verdict.reason, verdict.challenges) };
}

/** A valid UID is enough (finding 11), unless the scenario wants digest on every request. */
export function admitByUid(
  recorder: Recorder,
  request: CgiRequest,
  uid: string,
): Admission<UidSession> {
  if (recorder.scenario.digest.demandedOn === 'every-request') {
    const byDigest = admitByDigest(recorder, request);
    if (byDigest.kind === 'refused') {
      return byDigest;
    }
  }
  const session = recorder.use(uid);
  return session === undefined
    ? {
        kind: 'refused',
        answer: unauthorizedPage('The UID is unknown or has expired.', recorder.gate.challenges()),
      }
    : { kind: 'admitted', value: session };
}
