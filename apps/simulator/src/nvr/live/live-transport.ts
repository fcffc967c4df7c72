/** What a transport has carried and what it had to leave out. */
export type TransportStatistics = {
  readonly packets: number;
  readonly bytes: number;
  /** Packets dropped because the viewer or the network did not take them in time. */
  readonly droppedPackets: number;
};

/** The way of one stream's packets to its viewer. */
export type LiveTransport = {
  readonly kind: 'rtp' | 'http';
  /** Never waits and never grows: what does not fit is dropped and counted. */
  readonly send: (packets: readonly Uint8Array[], randomAccess: boolean) => void;
  readonly close: () => void;
  readonly statistics: TransportStatistics;
};
