import type { RunProtector } from '../srtp/run-protector.js';
import { DispatchJobs } from './dispatch-job.js';
import type { PlaneCounters } from './plane-counters.js';
import type { RunOutlet } from './run-outlet.js';
import { osnBytes } from './staged-run.js';
import type { StagedRun } from './staged-run.js';
import type { ViewerState } from './viewer-state.js';

/** What a dispatcher works with. */
export type RunDispatcherOptions = {
  readonly protector: RunProtector;
  readonly outlet: RunOutlet;
  readonly counters: PlaneCounters;
  /** The first packets of a viewer are out. */
  readonly onFirstPackets: (viewer: ViewerState) => void;
};

/**
 * Takes a staged run of pictures to viewers: SRTP for a group of them at once, then each one's packets. Nothing is
 * allocated per packet.
 */
export class RunDispatcher {
  readonly #protector: RunProtector;
  readonly #outlet: RunOutlet;
  readonly #counters: PlaneCounters;
  readonly #onFirstPackets: (viewer: ViewerState) => void;
  readonly #jobs = new DispatchJobs();

  constructor({ protector, outlet, counters, onFirstPackets }: RunDispatcherOptions) {
    this.#protector = protector;
    this.#outlet = outlet;
    this.#counters = counters;
    this.#onFirstPackets = onFirstPackets;
  }

  /**
   * Sends the staged run to the first `count` viewers, who can all be sent to, take its codec and stand at its
   * first packet. Each one's cursor is moved behind what was sent: the rest has to wait when the system is blocked.
   */
  dispatch(run: StagedRun, viewers: readonly ViewerState[], count: number, nowMs: number): void {
    const { maxJobs } = this.#protector;
    for (let from = 0; from < count; from += maxJobs) {
      const jobs = Math.min(maxJobs, count - from);
      for (let at = 0; at < jobs; at += 1) {
        const viewer = viewers[from + at];
        if (viewer !== undefined) {
          this.#streamJob(at, viewer, run);
        }
      }
      this.#protector.protect(this.#jobs.list, jobs);
      for (let at = 0; at < jobs; at += 1) {
        const viewer = viewers[from + at];
        if (viewer !== undefined) {
          this.#sendStream(at, viewer, run, nowMs);
        }
      }
    }
  }

  /**
   * Sends staged retransmissions to one viewer. Returns how many went out; those that stand behind are to be
   * sent later.
   */
  dispatchRetransmissions(run: StagedRun, viewer: ViewerState): number {
    const { rtxSsrc } = viewer.spec;
    const payloadType = viewer.rtxPayloadTypeOf(run.codec);
    if (rtxSsrc === undefined || payloadType < 0) {
      return this.#repeatPackets(run, viewer);
    }
    const job = this.#jobs.of(0, viewer);
    if (job === undefined) {
      return 0;
    }
    job.ssrc = rtxSsrc;
    job.payloadType = payloadType;
    job.firstIndex = viewer.rtxIndex;
    job.fromSlot = 0;
    job.packets = run.count;
    for (let slot = 0; slot < run.count; slot += 1) {
      job.timestamps[slot] = viewer.history.timestamp(viewer.nacks.peek(slot));
    }
    this.#protector.protect(this.#jobs.list, 1);
    const sent = this.#outlet.sendRun(viewer, this.#protector.output(0), run);
    viewer.rtxIndex += sent;
    this.#countRepeated(viewer, sent, run.payloadBytesUpTo(sent) - sent * osnBytes);
    return sent;
  }

  /** The very same packets once more, for browsers without retransmission streams: one job for each. */
  #repeatPackets(run: StagedRun, viewer: ViewerState): number {
    let sent = 0;
    while (sent < run.count) {
      const index = viewer.nacks.peek(sent);
      const job = this.#jobs.of(0, viewer);
      if (job === undefined) {
        break;
      }
      job.ssrc = viewer.spec.ssrc;
      job.payloadType = viewer.payloadTypeOf(run.codec);
      job.firstIndex = index;
      job.fromSlot = sent;
      job.packets = 1;
      job.timestamps[0] = viewer.history.timestamp(index);
      this.#protector.protect(this.#jobs.list, 1);
      if (!this.#outlet.sendPacket(viewer, this.#protector.output(0))) {
        break;
      }
      sent += 1;
    }
    this.#countRepeated(viewer, sent, run.payloadBytesUpTo(sent));
    return sent;
  }

  #streamJob(at: number, viewer: ViewerState, run: StagedRun): void {
    const job = this.#jobs.of(at, viewer);
    if (job === undefined) {
      return;
    }
    job.ssrc = viewer.spec.ssrc;
    job.payloadType = viewer.payloadTypeOf(run.codec);
    job.firstIndex = viewer.history.next;
    job.fromSlot = 0;
    job.packets = run.count;
    viewer.timestampsOf(run, job.timestamps);
  }

  #sendStream(at: number, viewer: ViewerState, run: StagedRun, nowMs: number): void {
    if (viewer.path === undefined || this.#outlet.isBlocked(viewer.path)) {
      return;
    }
    const sent = this.#outlet.sendRun(viewer, this.#protector.output(at), run);
    if (sent === 0) {
      return;
    }
    const bytes = run.payloadBytesUpTo(sent);
    viewer.advance(run, sent, nowMs);
    viewer.streamBytes += bytes;
    viewer.packetsSent += sent;
    viewer.bytesSent += bytes;
    viewer.nacks.budget.earn(sent);
    this.#counters.packetsSent += sent;
    this.#counters.bytesSent += bytes;
    if (!viewer.hasReported) {
      viewer.hasReported = true;
      this.#onFirstPackets(viewer);
    }
  }

  #countRepeated(viewer: ViewerState, packets: number, bytes: number): void {
    viewer.retransmitted += packets;
    viewer.packetsSent += packets;
    viewer.bytesSent += bytes;
    this.#counters.retransmitted += packets;
    this.#counters.packetsSent += packets;
    this.#counters.bytesSent += bytes;
  }
}
