import type { MediaThreads } from '../media/media-plane.js';
import type { Clock } from '../net/clock.js';
import type { CameraNotes } from './camera-memory.js';
import type { TransportMemory } from './transport-memory.js';

/** Settings of all streams of a gateway. */
export type StreamSettings = {
  /** How long an upstream outlives its last viewer. */
  readonly lingerMs: number;
  /** How long `auto` waits for RTP. */
  readonly firstPacketMs: number;
  /** Whether a viewer gets the pictures since the last IDR at once. */
  readonly instantStart: boolean;
};

/** What the stream of one camera works with. */
export type CameraStreamOptions = {
  readonly camera: number;
  readonly media: MediaThreads;
  readonly clock: Clock;
  readonly memory: TransportMemory;
  /** What was found out about the camera before. */
  readonly notes: CameraNotes;
  readonly settings: StreamSettings;
  /** The state or its reason changed. */
  readonly onChange: () => void;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};
