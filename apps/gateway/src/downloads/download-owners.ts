import type { Principal } from '../access/principal.js';
import { ownerOf } from '../viewing/audience.js';
import type { DownloadOwner, DownloadRecord } from './download-record.js';

const maxOwners = 64;

/** Somebody as an owner. */
export function asOwner(principal: Principal): DownloadOwner {
  return { key: ownerOf(principal), name: principal.username };
}

/** Whether two are the same owner. */
export function isSame(one: Principal, other: Principal): boolean {
  return ownerOf(one) === ownerOf(other);
}

/** Whether a download is his, or he is an administrator, and he may still see every camera of it. */
export function mayUse(
  { recorder, cameras, owners }: Pick<DownloadRecord, 'recorder' | 'cameras' | 'owners'>,
  principal: Principal,
): boolean {
  const { key } = asOwner(principal);
  return (
    (principal.role === 'administrator' || owners.some((owner) => owner.key === key)) &&
    cameras.every((camera) => principal.mayView(recorder, camera))
  );
}

/** Who else wants it. */
export function othersOf(
  { owners }: DownloadRecord,
  principal: Principal,
): readonly DownloadOwner[] {
  const { key } = asOwner(principal);
  return owners.filter((owner) => owner.key !== key);
}

/** Whether somebody who asks for the same may have this one: it is not given up, and its recordings had been made before. */
export function canBeShared({ state, owners, finishedMs, toMs }: DownloadRecord): boolean {
  const isCurrent = state !== 'done' || (finishedMs ?? 0) > toMs;
  return isCurrent && state !== 'failed' && state !== 'cancelled' && owners.length < maxOwners;
}
