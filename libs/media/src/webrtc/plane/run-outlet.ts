import type { ViewerPath } from '../mux/viewer-path.js';
import type { RunDestination, RunSender } from '../udp/run-sender.js';
import type { PlaneCounters } from './plane-counters.js';
import type { StagedRun } from './staged-run.js';
import type { ViewerState } from './viewer-state.js';

/** Sends protected runs along the paths of viewers, in as few sends as there are segments. */
export class RunOutlet {
  readonly #sender: RunSender;
  readonly #counters: PlaneCounters;
  /** Sockets of this family take no more in this turn. */
  #isBlocked4 = false;
  #isBlocked6 = false;

  constructor(sender: RunSender, counters: PlaneCounters) {
    this.#sender = sender;
    this.#counters = counters;
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
   * Sends the protected packets of a whole run to a viewer. Returns how many are gone: the rest has to wait when
   * the system is blocked.
   */
  sendRun(viewer: ViewerState, output: Uint8Array, run: StagedRun): number {
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

  /** Sends one protected packet to a viewer. False when it has to wait. */
  sendPacket(viewer: ViewerState, packet: Uint8Array): boolean {
    const { path } = viewer;
    if (path === undefined) {
      return false;
    }
    if (path.destination === undefined) {
      path.send(packet);
      return true;
    }
    return this.#sendSegment(viewer, path, path.destination, packet, packet.length, 1);
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
