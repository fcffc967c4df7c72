import { snapshotJpeg } from '@casement/media';
import type { MediaUnit } from '@casement/media';
import { problems } from '../errors/problems.js';

/** Pictures of 4K at most; smaller ones when a width is asked for. */
const maxWidth = 3_840;
const maxHeight = 2_160;
const quality = 80;

/** What snapshots may take. */
export type SnapshotLimits = {
  readonly ffmpegPath: string;
  readonly enabled: boolean;
  /** At the same time. */
  readonly maxRunning?: number;
  /** How many may wait. */
  readonly maxWaiting?: number;
  /** For one picture, in milliseconds. */
  readonly timeoutMs?: number;
};

/** Makes single pictures, a few at a time; who comes when too many wait is sent away. */
export class Snapshots {
  readonly #limits: SnapshotLimits;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #made = 0;
  #failed = 0;
  #refused = 0;

  constructor(limits: SnapshotLimits) {
    this.#limits = limits;
  }

  /** Since the start. */
  get counts(): { readonly made: number; readonly failed: number; readonly refused: number } {
    return { made: this.#made, failed: this.#failed, refused: this.#refused };
  }

  /**
   * One picture as JPEG. A JPEG picture is untouched unless another width is asked for.
   *
   * @throws {ProblemError} 503 when it cannot be made, with the reason
   */
  async make(unit: MediaUnit, width: number | undefined): Promise<Uint8Array> {
    const [jpeg] = unit.parts;
    if (unit.codec === 'jpeg' && width === undefined && jpeg !== undefined) {
      return jpeg;
    }
    const {
      ffmpegPath,
      enabled,
      maxRunning = 2,
      maxWaiting = 16,
      timeoutMs = 5_000,
    } = this.#limits;
    if (!enabled) {
      throw problems.serviceUnavailable('Conversions are switched off (transcoding.enabled).');
    }
    if (this.#waiting.length >= maxWaiting) {
      this.#refused += 1;
      throw problems.serviceUnavailable('Too many snapshots are being made at the moment.');
    }
    await this.#turn(maxRunning);
    try {
      const limits = { maxWidth: width ?? maxWidth, maxHeight, quality };
      const picture = await snapshotJpeg({ ffmpegPath, unit, limits, timeoutMs });
      this.#made += 1;
      return picture;
    } catch (error) {
      this.#failed += 1;
      const reason = error instanceof Error ? error.message : String(error);
      throw problems.serviceUnavailable(`The snapshot could not be made: ${reason}.`);
    } finally {
      this.#next();
    }
  }

  async #turn(maxRunning: number): Promise<void> {
    if (this.#running < maxRunning) {
      this.#running += 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The place goes to who has waited longest; nobody who comes now gets in between. */
  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#running -= 1;
    } else {
      next();
    }
  }
}
