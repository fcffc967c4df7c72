import type { CatchUpPolicy } from '../../gop/catch-up.js';
import { PacketRingReader } from '../../gop/packet-ring-reader.js';
import type { SharedRing } from '../../gop/shared-ring.js';
import { joinPlan } from './join-plan.js';
import type { JoinPlan } from './join-plan.js';
import { RingClock } from './ring-clock.js';
import { RingWatch } from './ring-watch.js';
import type { ViewerState } from './viewer-state.js';

/** For so long those who come are taken to come at once. */
const planSharedMs = 100;

/** A ring of pictures that is played, and who plays it. */
export class RingSource {
  readonly ring: SharedRing;
  readonly reader: PacketRingReader;
  readonly clock: RingClock;
  /** In the order they came. */
  readonly viewers: ViewerState[] = [];
  /** Which viewer is first in the next turn. */
  rotation = 0;
  /** It is in the list of rings that have news. */
  isMarked = false;
  readonly #watch: RingWatch;
  #planKey = '';
  #planMs = 0;
  #plan: JoinPlan | undefined;

  /** @param onNews packets came from another thread */
  constructor(ring: SharedRing, onNews: (source: RingSource) => void) {
    this.ring = ring;
    this.reader = new PacketRingReader(ring);
    this.clock = new RingClock(ring.clockRateHz);
    this.#watch = new RingWatch(this.reader, () => onNews(this));
  }

  /** The writer is in this thread and says itself when there is something new. Also at the end. */
  stopWatching(): void {
    this.#watch.stop();
  }

  /** Looks when the newest packet came. */
  observe(): void {
    const { reader } = this;
    if (reader.load((reader.head() - 1) >>> 0)) {
      this.clock.take(reader.timestamp90k, reader.arrivalMs);
    }
  }

  /**
   * What a viewer gets that comes now. The same for all that come at once, so it is computed once for them; not
   * for those who come later: a camera that has fallen silent has nothing for them, though its ring is the same.
   */
  plan(policy: CatchUpPolicy, nowMs: number, maxUnits: number): JoinPlan {
    const key = `${policy} ${maxUnits} ${this.reader.head()} ${this.reader.randomAccess()}`;
    const isOld = nowMs - this.#planMs > planSharedMs;
    if (this.#plan === undefined || key !== this.#planKey || isOld || this.#plan.kind === 'wait') {
      this.#planKey = key;
      this.#planMs = nowMs;
      this.#plan = joinPlan(this.reader, policy, nowMs, maxUnits);
    }
    return this.#plan;
  }

  /** Access units that begin from `from` up to `to`, as far as they are still there. */
  countUnits(from: number, to: number): number {
    let units = 0;
    const tail = this.reader.tail();
    let index = ((from - tail) | 0) < 0 ? tail : from;
    for (; ((to - index) | 0) > 0; index = (index + 1) >>> 0) {
      units += this.reader.load(index) && this.reader.unitStart ? 1 : 0;
    }
    return units;
  }
}
