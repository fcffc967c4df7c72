import type { Sps } from './sps.js';

const names = new Map([
  [66, 'Baseline'],
  [77, 'Main'],
  [88, 'Extended'],
  [100, 'High'],
  [110, 'High 10'],
  [122, 'High 4:2:2'],
  [244, 'High 4:4:4'],
]);

const constraintSet1 = 0x40;

/** The profile in words (ITU-T H.264 annex A.2), such as "High"; "profile 45" for one without a name here. */
export function h264ProfileName({
  profileIdc,
  constraintFlags,
}: Pick<Sps, 'profileIdc' | 'constraintFlags'>): string {
  const isConstrained = profileIdc === 66 && (constraintFlags & constraintSet1) !== 0;
  return isConstrained
    ? 'Constrained Baseline'
    : (names.get(profileIdc) ?? `profile ${profileIdc}`);
}
