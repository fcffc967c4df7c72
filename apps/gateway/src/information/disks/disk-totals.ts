import type { Disk } from '@casement/contract';

const dayMs = 24 * 3_600_000;
/** From a shorter range no rate can be told. */
const shortestDays = 1 / 24;

/** All disks of a recorder together. */
export type DiskTotals = {
  readonly capacityGb: number;
  readonly remainingGb: number;
  /** Oldest and newest recording as the recorder tells them; null: nothing is recorded. */
  readonly from: string | null;
  readonly to: string | null;
  /** How far the recordings reach back; null: nothing is recorded. */
  readonly daysKept: number | null;
  /** Until the oldest recordings are overwritten; 0: they are now; null: unknown. */
  readonly daysLeft: number | null;
  /** No disk has room. */
  readonly isFull: boolean;
};

/**
 * Adds up the disks.
 *
 * @param nowMs the recorder's clock, milliseconds since 1970
 * @param gbPerDay as it was seen; `null`: the mean of all recordings is taken
 */
export function totalsOf(
  disks: readonly Disk[],
  { nowMs, gbPerDay }: { readonly nowMs: number; readonly gbPerDay: number | null },
): DiskTotals {
  const present = disks.filter(({ capacityGb }) => capacityGb !== null);
  const sum = (values: readonly (number | null)[]): number =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const capacityGb = sum(present.map((disk) => disk.capacityGb));
  const remainingGb = sum(present.map((disk) => disk.remainingGb));
  // Whichever of its two times a disk calls the oldest.
  const times = disks
    .flatMap((disk) => [disk.from ?? [], disk.to ?? []].flat())
    .sort((a, b) => Date.parse(a) - Date.parse(b));
  const [from = null, to = null] = [times[0], times.at(-1)];
  const isFull = present.length > 0 && present.every((disk) => disk.remainingGb === 0);
  const daysKept = from === null ? null : Math.max(0, (nowMs - Date.parse(from)) / dayMs);
  const recordedDays =
    from === null || to === null ? 0 : (Date.parse(to) - Date.parse(from)) / dayMs;
  const meanGb = recordedDays < shortestDays ? 0 : (capacityGb - remainingGb) / recordedDays;
  const rate = gbPerDay ?? meanGb;
  const isKnown = rate > 0 && present.every((disk) => disk.remainingGb !== null);
  const daysLeft = isFull ? 0 : isKnown ? remainingGb / rate : null;
  return {
    capacityGb,
    remainingGb,
    from,
    to,
    daysKept: hundredths(daysKept),
    daysLeft: hundredths(daysLeft),
    isFull,
  };
}

function hundredths(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}
