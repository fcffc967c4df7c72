import type { RunProtector } from '../srtp/run-protector.js';
import { DispatchJobs } from './dispatch-job.js';
import type { PlaneCounters } from './plane-counters.js';
import type { RunOutlet } from './run-outlet.js';
import type { Listener } from './sound-source.js';
import type { StagedRun } from './staged-run.js';

/** What a dispatcher of sound works with. */
export type SoundDispatcherOptions = {
  readonly protector: RunProtector;
  readonly outlet: RunOutlet;
  readonly counters: PlaneCounters;
  /** The first packets of a ring are out to a listener. */
  readonly onFirstPackets: (listener: Listener) => void;
};

/** Takes a staged run of sound to listeners, as `RunDispatcher` does with pictures. */
export class SoundDispatcher {
  readonly #protector: RunProtector;
  readonly #outlet: RunOutlet;
  readonly #counters: PlaneCounters;
  readonly #onFirstPackets: (listener: Listener) => void;
  readonly #jobs = new DispatchJobs();

  constructor({ protector, outlet, counters, onFirstPackets }: SoundDispatcherOptions) {
    this.#protector = protector;
    this.#outlet = outlet;
    this.#counters = counters;
    this.#onFirstPackets = onFirstPackets;
  }

  /**
   * Sends the staged run to the first `count` listeners, who can all be sent to, take its codec and stand at its
   * first packet. Each one's cursor is moved behind what was sent.
   */
  dispatch(run: StagedRun, listeners: readonly Listener[], count: number, nowMs: number): void {
    const { maxJobs } = this.#protector;
    for (let from = 0; from < count; from += maxJobs) {
      const jobs = Math.min(maxJobs, count - from);
      for (let at = 0; at < jobs; at += 1) {
        this.#prepare(at, listeners[from + at], run);
      }
      this.#protector.protect(this.#jobs.list, jobs);
      for (let at = 0; at < jobs; at += 1) {
        this.#send(at, listeners[from + at], run, nowMs);
      }
    }
  }

  #prepare(at: number, listener: Listener | undefined, run: StagedRun): void {
    const job = listener === undefined ? undefined : this.#jobs.of(at, listener);
    if (job === undefined || listener === undefined) {
      return;
    }
    const { sound } = listener;
    job.ssrc = sound.ssrc;
    job.payloadType = sound.payloadTypeOf(run.codec);
    job.firstIndex = sound.nextIndex;
    job.fromSlot = 0;
    job.packets = run.count;
    sound.timestampsOf(run, job.timestamps);
  }

  #send(at: number, listener: Listener | undefined, run: StagedRun, nowMs: number): void {
    if (listener?.path === undefined || this.#outlet.isBlocked(listener.path)) {
      return;
    }
    const sent = this.#outlet.sendRun(listener, this.#protector.output(at), run);
    if (sent === 0) {
      return;
    }
    const { sound } = listener;
    sound.advance(run, sent, nowMs);
    this.#counters.soundPacketsSent += sent;
    this.#counters.packetsSent += sent;
    this.#counters.bytesSent += run.payloadBytesUpTo(sent);
    if (!sound.hasReported) {
      sound.hasReported = true;
      this.#onFirstPackets(listener);
    }
  }
}
