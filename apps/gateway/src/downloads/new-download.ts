import { randomUUID } from 'node:crypto';
import type { Principal } from '../access/principal.js';
import { asOwner } from './download-owners.js';
import { type DownloadPlan, fingerprintOf } from './download-plan.js';
import type { DownloadRecord } from './download-record.js';

/** A download that somebody has asked for and that nothing was done for yet. @param nowMs since 1970 (UTC) */
export function newDownload(
  plan: DownloadPlan,
  principal: Principal,
  nowMs: number,
): DownloadRecord {
  return {
    ...plan,
    id: randomUUID(),
    state: 'queued',
    reason: null,
    offer: null,
    fingerprint: fingerprintOf(plan),
    owners: [asOwner(principal)],
    createdBy: principal.username,
    createdMs: nowMs,
    finishedMs: null,
    expiresMs: null,
  };
}
