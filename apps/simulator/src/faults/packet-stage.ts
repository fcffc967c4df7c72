import type { Random } from '../random.js';

/**
 * One thing that happens to the RTP packets of a stream on their way. The packets are the stream's own
 * copies, so a stage may change them; it may keep some back and give them out later.
 */
export type PacketStage = {
  readonly push: (packets: readonly Uint8Array[]) => readonly Uint8Array[];
};

/** What every stage gets: numbers to choose by, and where it says how many packets it has hit. */
export type StageContext = {
  readonly random: Random;
  readonly hit: (packets: number) => void;
};
