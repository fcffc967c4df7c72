import type { ProfileTierLevel } from './profile-tier-level.js';

const names = new Map([
  [1, 'Main'],
  [2, 'Main 10'],
  [3, 'Main Still Picture'],
  [4, 'Range Extensions'],
  [5, 'High Throughput'],
  [9, 'Screen Content'],
]);

/** The profile in words (ITU-T H.265 annex A.3), such as "Main 10"; "profile 6" for one without a name here. */
export function h265ProfileName({ profileIdc }: Pick<ProfileTierLevel, 'profileIdc'>): string {
  return names.get(profileIdc) ?? `profile ${profileIdc}`;
}
