import type { Clock } from '../net/clock.js';
import type { CameraNotes } from './camera-memory.js';
import type { CameraUpstream } from './camera-upstream.js';
import type { LiveAttempt, LivePolicy, LiveVideo } from './live-model.js';
import { bestGuess, codecOf, livePolicy, videoOf } from './stream-policy.js';
import type { TransportMemory } from './transport-memory.js';

/** Options of {@link AttemptChoice}. */
export type AttemptChoiceOptions = {
  readonly clock: Clock;
  readonly memory: TransportMemory;
  readonly notes: CameraNotes;
  /** How long `auto` waits for RTP. */
  readonly firstPacketMs: number;
  /** What is configured. */
  readonly upstream: Pick<CameraUpstream, 'recorder' | 'listed'>;
};

/** With which transport and codec a camera is tried: as configured, else as it worked last. */
export class AttemptChoice {
  readonly #options: AttemptChoiceOptions;

  constructor(options: AttemptChoiceOptions) {
    this.#options = options;
  }

  /** What the configuration leaves open. */
  get policy(): LivePolicy {
    const { firstPacketMs, upstream } = this.#options;
    const { recorder, listed } = upstream;
    return livePolicy(recorder?.config.transport, listed?.codec, firstPacketMs);
  }

  /** What to try first. */
  get best(): LiveAttempt {
    const { clock, memory, notes } = this.#options;
    const { video } = notes.known;
    const last = video === undefined ? undefined : videoOf[video];
    return bestGuess(this.policy, memory.preferred(clock.nowMs()), last);
  }

  /** See {@link TransportMemory.rtpWorks}. */
  get rtpWorks(): boolean {
    const { clock, memory } = this.#options;
    return memory.rtpWorks(clock.nowMs());
  }

  /** An attempt worked: `video` came. */
  worked({ transport, fallback }: LiveAttempt, video: LiveVideo): void {
    const { clock, memory, notes } = this.#options;
    if (video !== 'JPEG') {
      // JPEG has no other way: it tells nothing.
      memory.packetsCame(transport, fallback !== 'none', clock.nowMs());
    }
    notes.note({ video: codecOf[video], transport });
  }
}
