import { maxRunPackets } from '../srtp/run-protector.js';
import type { RingSource } from './ring-source.js';
import type { TurnParts } from './turn-parts.js';
import type { ViewerState } from './viewer-state.js';

/** What is repeated in one turn, over all viewers. */
export const repeatsPerTurn = 4 * maxRunPackets;

/** Sends packets again that viewers have asked for, one run for each in turn. */
export class RepeatRound {
  readonly #parts: TurnParts;

  constructor(parts: TurnParts) {
    this.#parts = parts;
  }

  serve(): void {
    const { lists, outlet } = this.#parts;
    const { repeating } = lists;
    let budget = repeatsPerTurn;
    for (let left = repeating.length; left > 0 && budget > 0; left -= 1) {
      const viewer = repeating.shift();
      if (viewer === undefined) {
        return;
      }
      budget -= this.#repeatTo(viewer);
      viewer.isRepeating = viewer.nacks.length > 0 && viewer.canSend;
      if (viewer.isRepeating) {
        repeating.push(viewer);
      }
    }
    if (repeating.length > 0 && !outlet.hasBlocked) {
      lists.goOn();
    }
  }

  /** Sends at most one run. Returns how many packets it was. */
  #repeatTo(viewer: ViewerState): number {
    const { source, path, nacks } = viewer;
    const { outlet, dispatcher, run } = this.#parts;
    if (source === undefined || path === undefined || !viewer.canSend) {
      nacks.clear();
      return 0;
    }
    if (outlet.isBlocked(path)) {
      return 0;
    }
    const count = this.#stage(source, viewer);
    if (count < nacks.length && count < maxRunPackets && !run.endsAtCodec) {
      this.#refuse(viewer, count);
    }
    if (count === 0) {
      return 0;
    }
    const sent = dispatcher.dispatchRetransmissions(run, viewer);
    nacks.drop(sent);
    return sent;
  }

  /** Stages the first packets of the queue, up to one that is gone or of another codec. */
  #stage({ reader }: RingSource, viewer: ViewerState): number {
    const { run } = this.#parts;
    const { nacks, history } = viewer;
    const hasStream =
      nacks.length > 0 &&
      reader.load(history.ringIndex(nacks.peek(0))) &&
      viewer.rtxPayloadTypeOf(reader.codec) >= 0;
    const wanted = Math.min(maxRunPackets, nacks.length);
    run.clear();
    while (run.count < wanted) {
      const index = nacks.peek(run.count);
      const at = history.ringIndex(index);
      const isStaged =
        history.has(index) &&
        (hasStream ? run.addRetransmission(reader, at, index % 0x1_0000) : run.add(reader, at));
      if (!isStaged) {
        break;
      }
    }
    run.cut();
    return run.count;
  }

  /** The packet behind the staged ones is gone: out of the queue with it. */
  #refuse(viewer: ViewerState, at: number): void {
    viewer.nacks.remove(at);
    viewer.retransmissionsRefused += 1;
    this.#parts.counters.retransmissionsRefused += 1;
  }
}
