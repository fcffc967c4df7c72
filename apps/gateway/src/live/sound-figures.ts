import type { SoundReport } from '../media/messages.js';
import { addDefects } from '../media/received.js';

/** What came of a camera's sound. */
export type SoundReceived = Pick<
  SoundReport,
  'packets' | 'lost' | 'frames' | 'timestampJumps' | 'defects'
>;

/** The figures of a camera's sound, over all threads that read it. */
export class SoundFigures {
  #report: SoundReport | undefined;
  /** Of threads and openings before. */
  #before: SoundReceived = { packets: 0, lost: 0, frames: 0, timestampJumps: 0, defects: {} };
  #newestFrameMs = 0;

  /** Since the camera was first watched. */
  get received(): SoundReceived {
    const {
      packets = 0,
      lost = 0,
      frames = 0,
      timestampJumps = 0,
      defects = {},
    } = this.#report ?? {};
    const before = this.#before;
    return {
      packets: before.packets + packets,
      lost: before.lost + lost,
      frames: before.frames + frames,
      timestampJumps: before.timestampJumps + timestampJumps,
      defects: addDefects(before.defects, defects),
    };
  }

  /** When sound last came; monotonic, in milliseconds. */
  get newestFrameMs(): number {
    return this.#newestFrameMs;
  }

  /** Figures of the current thread came. */
  reported(report: SoundReport | undefined): void {
    this.#report = report;
    this.came(report?.newestFrameMs ?? 0);
  }

  /** Sound came at that time. */
  came(atMs: number): void {
    this.#newestFrameMs = Math.max(this.#newestFrameMs, atMs);
  }

  /** The thread is given up: the next one counts from zero. */
  restart(): void {
    this.#before = this.received;
    this.#report = undefined;
  }
}
