import type { PtzAbility, PtzState, Role } from '@casement/contract';

/** Why somebody may not move cameras at all; null: he may. */
export function whyNotYou(role: Role | null): string | null {
  return role === 'operator' || role === 'administrator'
    ? null
    : 'You may look at this camera. Moving it takes the right of an operator.';
}

/** Why this cannot be asked of the camera; null: it may be tried. */
export function whyNot(
  ability: PtzAbility,
  role: Role | null,
  state: PtzState | undefined,
): string | null {
  const refusal = state?.refused[ability];
  return whyNotYou(role) ?? (refusal === undefined ? null : `Refused: ${refusal}`);
}

/** Who else drives the camera; null: nobody else. */
export function otherDriver(state: PtzState | undefined): { readonly username: string } | null {
  const driver = state?.driver ?? null;
  return driver === null || driver.isYou ? null : driver;
}
