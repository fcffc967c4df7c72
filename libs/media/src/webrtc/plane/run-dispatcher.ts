import { maxRunPackets } from '../srtp/run-protector.js';
import type { OutgoingContext, RunJob, RunProtector } from '../srtp/run-protector.js';
import type { RunDestination, RunSender } from '../udp/run-sender.js';
import type { ViewerPath } from '../mux/viewer-path.js';
import { osnBytes } from './staged-run.js';
import type { StagedRun } from './staged-run.js';
import type { PlaneCounters } from './plane-counters.js';
import type { ViewerState } from './viewer-state.js';

class Job implements RunJob {
  context: OutgoingContext;
  ssrc = 0;
  payloadType = 0;
  firstIndex = 0;
  readonly timestamps = new Uint32Array(maxRunPackets);
  fromSlot = 0;
  packets = 0;

  constructor(context: OutgoingContext) {
    this.context = context;
  }
}

/** What a dispatcher works with. */
export type RunDispatcherOptions = {
  readonly protector: RunProtector;
  readonly sender: RunSender;
  readonly counters: PlaneCounters;
  /** The first packets of a viewer are out. */
  readonly onFirstPackets: (viewer: ViewerState) => void;
};

/**
 * Takes a staged run to viewers: SRTP for a group of them at once, then each one's packets in as few sends as
 * there are segments. Nothing is allocated per packet.
 */
export class RunDispatcher {
  readonly #protector: RunProtector;
  readonly #sender: RunSender;
  readonly #counters: PlaneCounters;
  readonly #onFirstPackets: (viewer: ViewerState) => void;
  readonly #jobs: Job[] = [];
  /** Sockets of this family take no more in this turn. */
  #isBlocked4 = false;
  #isBlocked6 = false;

  constructor({ protector, sender, counters, onFirstPackets }: RunDispatcherOptions) {
    this.#protector = protector;
    this.#sender = sender;
    this.#counters = counters;
    this.#onFirstPackets = onFirstPackets;
  }

  /** Whether the system took no more packets at some time in this turn. */
  get hasBlocked(): boolean {
    return this.#isBlocked4 || this.#isBlocked6;
  }

  /** A new turn: the system is asked anew. */
  beginTurn(): void {
    this.#isBlocked4 = false;
    this.#isBlocked6 = false;
  }

  /** Whether packets along this path have to wait for the next turn. */
  isBlocked(path: ViewerPath): boolean {
    if (path.transport === 'tcp') {
      return false;
    }
    return isFamily6(path) ? this.#isBlocked6 : this.#isBlocked4;
  }

  /**
   * Sends the staged run to the first `count` viewers, who can all be sent to and stand at its first packet.
   * Each one's cursor is moved behind what was sent: the rest has to wait when the system is blocked.
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
      this.#protector.protect(this.#jobs, jobs);
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
    const { rtx } = viewer.spec;
    if (rtx === undefined) {
      return this.#repeatPackets(run, viewer);
    }
    const job = this.#jobOf(0, viewer);
    if (job === undefined) {
      return 0;
    }
    job.ssrc = rtx.ssrc;
    job.payloadType = rtx.payloadType;
    job.firstIndex = viewer.rtxIndex;
    job.fromSlot = 0;
    job.packets = run.count;
    for (let slot = 0; slot < run.count; slot += 1) {
      job.timestamps[slot] = viewer.history.timestamp(viewer.nacks.peek(slot));
    }
    this.#protector.protect(this.#jobs, 1);
    const sent = this.#sendSegments(viewer, this.#protector.output(0), run);
    viewer.rtxIndex += sent;
    this.#countRepeated(viewer, sent, run.payloadBytesUpTo(sent) - sent * osnBytes);
    return sent;
  }

  /** The very same packets once more, for browsers without retransmission streams: one job for each. */
  #repeatPackets(run: StagedRun, viewer: ViewerState): number {
    let sent = 0;
    while (sent < run.count) {
      const path = viewer.path;
      const index = viewer.nacks.peek(sent);
      const job = this.#jobOf(0, viewer);
      if (job === undefined || path === undefined) {
        break;
      }
      job.ssrc = viewer.spec.ssrc;
      job.payloadType = viewer.spec.payloadType;
      job.firstIndex = index;
      job.fromSlot = sent;
      job.packets = 1;
      job.timestamps[0] = viewer.history.timestamp(index);
      this.#protector.protect(this.#jobs, 1);
      const packet = this.#protector.output(0);
      if (path.destination === undefined) {
        path.send(packet);
      } else if (!this.#sendSegment(viewer, path, path.destination, packet, packet.length, 1)) {
        break;
      }
      sent += 1;
    }
    this.#countRepeated(viewer, sent, run.payloadBytesUpTo(sent));
    return sent;
  }

  #streamJob(at: number, viewer: ViewerState, run: StagedRun): void {
    const job = this.#jobOf(at, viewer);
    if (job === undefined) {
      return;
    }
    job.ssrc = viewer.spec.ssrc;
    job.payloadType = viewer.spec.payloadType;
    job.firstIndex = viewer.history.next;
    job.fromSlot = 0;
    job.packets = run.count;
    viewer.timestampsOf(run, job.timestamps);
  }

  #jobOf(at: number, viewer: ViewerState): Job | undefined {
    if (viewer.context === undefined) {
      return undefined;
    }
    const job = (this.#jobs[at] ??= new Job(viewer.context));
    job.context = viewer.context;
    return job;
  }

  #sendStream(at: number, viewer: ViewerState, run: StagedRun, nowMs: number): void {
    if (viewer.path === undefined || this.isBlocked(viewer.path)) {
      return;
    }
    const sent = this.#sendSegments(viewer, this.#protector.output(at), run);
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

  /** Returns how many packets are gone. */
  #sendSegments(viewer: ViewerState, output: Uint8Array, run: StagedRun): number {
    const { path } = viewer;
    if (path === undefined) {
      return 0;
    }
    const { destination } = path;
    if (destination === undefined) {
      return sendOneByOne(viewer, output, run);
    }
    let slot = 0;
    let from = 0;
    for (let segment = 0; segment < run.segments; segment += 1) {
      const endSlot = run.segmentEnds[segment] ?? 0;
      const end = run.packetEnds[endSlot - 1] ?? 0;
      const bytes = run.segments === 1 ? output : output.subarray(from, end);
      const packetBytes = run.packetBytes[segment] ?? 0;
      if (!this.#sendSegment(viewer, path, destination, bytes, packetBytes, endSlot - slot)) {
        return slot;
      }
      slot = endSlot;
      from = end;
    }
    return slot;
  }

  /** False when the system is blocked. A send that fails is a loss like any other, and is counted. */
  #sendSegment(
    viewer: ViewerState,
    path: ViewerPath,
    destination: RunDestination,
    bytes: Uint8Array,
    packetBytes: number,
    packets: number,
  ): boolean {
    switch (this.#sender.send(bytes, packetBytes, destination)) {
      case 'sent':
        return true;
      case 'failed':
        viewer.sendErrors += packets;
        this.#counters.sendErrors += packets;
        return true;
      case 'blocked':
        this.#counters.blocked += 1;
        if (isFamily6(path)) {
          this.#isBlocked6 = true;
        } else {
          this.#isBlocked4 = true;
        }
        return false;
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

function isFamily6(path: ViewerPath): boolean {
  return path.address.includes(':');
}

/** TCP frames every packet (RFC 4571). The connection may end while it is written to. */
function sendOneByOne(viewer: ViewerState, output: Uint8Array, run: StagedRun): number {
  let from = 0;
  let slot = 0;
  while (slot < run.count && viewer.path !== undefined) {
    const end = run.packetEnds[slot] ?? 0;
    viewer.path.send(output.subarray(from, end));
    from = end;
    slot += 1;
  }
  return slot;
}
