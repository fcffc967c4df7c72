/**
 * The packets of one camera in memory that threads share: one writes, any number read. Made where the camera
 * is owned and passed to the threads as it is (structured clone keeps the memory shared).
 */
export type SharedRing = {
  /** Differs for every ring of the process. */
  readonly id: string;
  /** Positions, see `PacketRingWriter`. */
  readonly control: SharedArrayBuffer;
  /** One record per packet. */
  readonly directory: SharedArrayBuffer;
  /** RTP payloads. */
  readonly data: SharedArrayBuffer;
};
