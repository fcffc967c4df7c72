import type { SessionCause } from './session-cause.js';

/** How many UIDs a recorder has and how many are in use, by all its clients together. */
export type SessionCount = { readonly used: number | null; readonly max: number | null };

/** What speaks for or against one more login. */
export type CapacityQuestion = SessionCount & {
  /** UIDs that this gateway holds. */
  readonly held: number;
  /** Configured limit: people need sessions too. */
  readonly uidLimit: number;
};

/**
 * Whether one more UID may be taken; if not, why. The first one is taken as long as the recorder has any,
 * because without it nothing works at all; further ones only while the recorder as a whole stays under the
 * limit. A login on a full recorder would throw out somebody else (NVR 1.3).
 */
export function whyNoSession({
  used,
  max,
  held,
  uidLimit,
}: CapacityQuestion): SessionCause | undefined {
  if (used !== null && max !== null && used >= max) {
    return { kind: 'sessions-full', max };
  }
  if (held === 0) {
    return undefined;
  }
  return held >= uidLimit || (used !== null && used >= uidLimit)
    ? { kind: 'own-limit', limit: uidLimit }
    : undefined;
}
