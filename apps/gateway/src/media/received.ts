/** What a camera's upstream brought: its pictures, in whatever codec they came. */
export type Received = {
  readonly packets: number;
  readonly lost: number;
  readonly accessUnits: number;
  readonly discardedAccessUnits: number;
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
    fps: one.fps + other.fps,
    bitsPerSecond: one.bitsPerSecond + other.bitsPerSecond,
  };
}
