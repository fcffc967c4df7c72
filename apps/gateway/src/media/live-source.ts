import type { LivePart } from '@casement/protocol';

/** Where a camera's packets come from, while it is open. */
export type LiveSource = {
  /** Idempotent; resolves when nothing comes any more. */
  close(): Promise<void>;
  /** Packets are taken from now on. Sources without it take all that comes. */
  expect?(): void;
};

/** What takes what a source brings; `arrivalMs` is on a monotonic clock. Must not throw. */
export type LiveSourceSink = {
  /** One RTP packet. */
  readonly packet: (bytes: Uint8Array, arrivalMs: number) => void;
  /** A JPEG with its chunks of information in front. */
  readonly jpeg: (bytes: Uint8Array, arrivalMs: number) => void;
  /** A piece of an elementary stream of sound. */
  readonly sound: (part: LiveSoundPart, arrivalMs: number) => void;
};

/** See `classifyLivePart`. */
export type LiveSoundPart = Extract<LivePart, { readonly kind: 'audio' }>;

/** What a source tells its owner. */
export type LiveSourceEvents = LiveSourceSink & {
  /** Nothing more will come, though nobody closed it; `reason` in words. */
  ended(reason: string): void;
};
