/** Where a camera's packets come from, while it is open. */
export type LiveSource = {
  /** Idempotent; resolves when nothing comes any more. */
  close(): Promise<void>;
  /** Packets are taken from now on. Sources without it take all that comes. */
  expect?(): void;
};

/** What a source tells its owner. */
export type LiveSourceEvents = {
  /** One RTP packet; `arrivalMs` on a monotonic clock. */
  packet(bytes: Uint8Array, arrivalMs: number): void;
  /** Nothing more will come, though nobody closed it; `reason` in words. */
  ended(reason: string): void;
};
