/** How often something was wrong, by the name of what; names that did not occur are missing. */
export type DefectCounts = Readonly<Record<string, number>>;

/** What a camera's upstream brought: its pictures, in whatever codec they came. */
export type Received = {
  readonly packets: number;
  readonly lost: number;
  readonly accessUnits: number;
  readonly discardedAccessUnits: number;
  /** Jumps of the source's clock that were bridged. */
  readonly timestampJumps: number;
  readonly defects: DefectCounts;
  /** Of the last seconds; 0 while nothing comes. */
  readonly fps: number;
  readonly bitsPerSecond: number;
};

/** Before the first report. */
export const noneReceived: Received = {
  packets: 0,
  lost: 0,
  accessUnits: 0,
  discardedAccessUnits: 0,
  timestampJumps: 0,
  defects: {},
  fps: 0,
  bitsPerSecond: 0,
};

/** Counters that go on from `before`, with the rates of now. */
export function receivedSince(before: Received, now: Received | undefined): Received {
  return addReceived({ ...before, fps: 0, bitsPerSecond: 0 }, now ?? noneReceived);
}

/** The sum of what two receivers brought. */
export function addReceived(one: Received, other: Received): Received {
  return {
    packets: one.packets + other.packets,
    lost: one.lost + other.lost,
    accessUnits: one.accessUnits + other.accessUnits,
    discardedAccessUnits: one.discardedAccessUnits + other.discardedAccessUnits,
    timestampJumps: one.timestampJumps + other.timestampJumps,
    defects: addDefects(one.defects, other.defects),
    fps: one.fps + other.fps,
    bitsPerSecond: one.bitsPerSecond + other.bitsPerSecond,
  };
}

/** The sum of two counts, by name. */
export function addDefects(one: DefectCounts, other: DefectCounts): DefectCounts {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(
    names
      .map((name): [string, number] => [name, (one[name] ?? 0) + (other[name] ?? 0)])
      .filter(([, count]) => count > 0),
  );
}
