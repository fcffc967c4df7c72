/** An access unit cut into RTP payloads, once per camera and for all its viewers. */
export type PacketizedUnit = {
  /** RTP payloads in order; the packet of the last one carries the marker. Never changed. */
  readonly payloads: readonly Uint8Array[];
  /** Unwrapped position on the 90 kHz clock of the camera's timeline. */
  readonly timestamp90k: number;
  /** When the access unit was received, in milliseconds on the receiver's monotonic clock. */
  readonly arrivalMs: number;
  /** Decoding may start here. */
  readonly randomAccess: boolean;
  /** Sum of the payloads. */
  readonly bytes: number;
  /** Pictures are missing between the unit before and this one. */
  readonly discontinuity?: boolean;
  /**
   * The unit is a picture from the past, sent so that a late viewer can decode the present. Its timestamp is
   * not that of its picture, see `catchUpSchedule`.
   */
  readonly catchUp?: boolean;
};
