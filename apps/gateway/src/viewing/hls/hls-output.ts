import { randomUUID } from 'node:crypto';
import { HlsPackager } from '@casement/media';
import type { Fmp4Piece } from '@casement/media';
import { problems } from '../../errors/problems.js';
import type { Clock } from '../../net/clock.js';
import type { LiveCamera, LiveWatch } from '../live-cameras.js';
import type { ViewConversions } from '../view-conversions.js';
import { firstPictureMs } from '../wait-for-picture.js';
import type { HlsQuery } from './hls-query.js';
import { PieceSource } from './piece-source.js';
import { markAddresses } from './playlist-addresses.js';

/** What an {@link HlsOutput} is made of. */
export type HlsOutputOptions = {
  readonly camera: LiveCamera;
  readonly query: Pick<HlsQuery, 'audio' | 'video'>;
  readonly conversions: ViewConversions;
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
};

/** A camera as low-latency HLS, in memory: one for all its readers, from the first request to the last. */
export class HlsOutput {
  /** In the address of everything that belongs to it. */
  readonly id = randomUUID().slice(0, 8);
  readonly #options: HlsOutputOptions;
  readonly #packager = new HlsPackager();
  readonly #watch: LiveWatch;
  readonly #source: PieceSource;
  readonly #firstPiece: Promise<void>;
  #gotFirstPiece: () => void = () => undefined;
  #usedMs: number;
  #pending = 0;
  #isOver = false;

  constructor(options: HlsOutputOptions) {
    const { camera, query, conversions, clock } = options;
    this.#options = options;
    this.#usedMs = clock.nowMs();
    this.#firstPiece = new Promise((resolve) => {
      this.#gotFirstPiece = resolve;
    });
    this.#watch = camera.watch();
    this.#source = new PieceSource({
      camera,
      watch: this.#watch,
      conversions,
      query,
      clock,
      onPiece: (piece) => this.#piece(piece),
      onFailure: (error) => {
        options.onBug(error);
        this.close('the stream cannot be made');
      },
    });
  }

  /** Begins to take. */
  open(): void {
    this.#watch.start({
      id: 'hls',
      play: () => undefined,
      close: (reason) => {
        this.close(reason);
        return Promise.resolve();
      },
    });
    this.#source.open();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** How long nobody has asked for anything, and nobody waits. */
  get idleMs(): number {
    return this.#pending > 0 ? 0 : this.#options.clock.nowMs() - this.#usedMs;
  }

  /**
   * The playlist, as soon as it has what is asked for.
   *
   * @throws {ProblemError} 503 with the camera's reason while there are no pictures
   * @throws {MediaError} for what cannot be waited for
   */
  playlist({ msn, part }: Pick<HlsQuery, 'msn' | 'part'>): Promise<string> {
    return this.#use(async () => {
      await this.#requirePictures();
      const playlist = await this.#packager.playlist({
        ...(msn === undefined ? {} : { msn }),
        ...(part === undefined ? {} : { part }),
      });
      return markAddresses(playlist, this.id);
    });
  }

  /** What the playlist refers to; `undefined`: it is not there, or not any more. */
  resource(name: string): Promise<Uint8Array | undefined> {
    return this.#use(async () => this.#packager.resource(name));
  }

  /** Idempotent; who waits is told the reason. */
  close(reason: string): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#source.close();
      this.#packager.close(reason);
      this.#watch.leave();
      this.#gotFirstPiece();
    }
  }

  async #use<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#pending += 1;
    try {
      return await work();
    } finally {
      this.#pending -= 1;
      this.#usedMs = this.#options.clock.nowMs();
    }
  }

  async #requirePictures(): Promise<void> {
    const { clock } = this.#options;
    const { pictures } = this.#source;
    let giveUp = (): void => undefined;
    const patience = new Promise<void>((resolve) => {
      giveUp = resolve;
    });
    const timer = clock.after(firstPictureMs, giveUp);
    const stopHearing = pictures.onChange(() => {
      if (pictures.refusal !== undefined) {
        giveUp();
      }
    });
    if (pictures.refusal !== undefined) {
      giveUp();
    }
    await Promise.race([this.#firstPiece, patience]);
    timer.cancel();
    stopHearing();
    if (!this.#hasPictures) {
      throw problems.serviceUnavailable(
        pictures.reason ?? `No picture came within ${firstPictureMs / 1000} s.`,
        5,
      );
    }
  }

  #hasPictures = false;

  #piece(piece: Fmp4Piece): void {
    const { clock } = this.#options;
    const atMs = piece.kind === 'init' ? clock.nowMs() : piece.timeMs;
    this.#packager.push(piece, clock.wallMs() - (clock.nowMs() - atMs));
    if (!this.#hasPictures && piece.kind === 'fragment') {
      this.#hasPictures = true;
      this.#gotFirstPiece();
    }
  }
}
