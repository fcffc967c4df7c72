import type { ReceiverStatistics } from '@casement/media';

/** What a camera's upstream brought, over all threads in which it was received. */
export type Received = {
  readonly packets: number;
  readonly lost: number;
  readonly accessUnits: number;
  readonly discardedAccessUnits: number;
  readonly bPictures: number;
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
  bPictures: 0,
  fps: 0,
  bitsPerSecond: 0,
};

/** Counters that go on from `before`, with the rates of now. */
export function receivedSince(before: Received, now: ReceiverStatistics | undefined): Received {
  return now === undefined
    ? { ...before, fps: 0, bitsPerSecond: 0 }
    : {
        packets: before.packets + now.packets,
        lost: before.lost + now.lost,
        accessUnits: before.accessUnits + now.accessUnits,
        discardedAccessUnits: before.discardedAccessUnits + now.discardedAccessUnits,
        bPictures: before.bPictures + now.bPictures,
        fps: now.fps,
        bitsPerSecond: now.bitsPerSecond,
      };
}
