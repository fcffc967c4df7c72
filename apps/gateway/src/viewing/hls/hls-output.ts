import { randomUUID } from 'node:crypto';
import { HlsError, HlsPackager } from '@casement/media';
import type { Fmp4Piece, PlaylistRequest } from '@casement/media';
import type { ProblemError } from '../../errors/problem-error.js';
import { problems } from '../../errors/problems.js';
import type { Clock } from '../../net/clock.js';
import type { LiveCamera, LiveWatch } from '../live-cameras.js';
import type { ViewConversions } from '../view-conversions.js';
import type { HlsQuery } from './hls-query.js';
import { PieceSource } from './piece-source.js';

/** What an {@link HlsOutput} is made of. */
export type HlsOutputOptions = {
  readonly camera: LiveCamera;
  readonly query: Pick<HlsQuery, 'audio' | 'video'>;
  readonly conversions: ViewConversions;
  readonly clock: Clock;
};

/** A camera as low-latency HLS, in memory: one for all its readers, from the first request to the last. */
export class HlsOutput {
  /** In the address of everything that belongs to it: no cache takes a segment of another output for one of this. */
  readonly id = randomUUID().slice(0, 8);
  readonly #options: HlsOutputOptions;
  readonly #packager = new HlsPackager({ suffix: `?o=${this.id}` });
  readonly #watch: LiveWatch;
  readonly #source: PieceSource;
  #usedMs: number;
  #pending = 0;
  #isOver = false;

  constructor(options: HlsOutputOptions) {
    const { camera, clock } = options;
    this.#options = options;
    this.#usedMs = clock.nowMs();
    this.#watch = camera.watch();
    this.#source = new PieceSource({
      ...options,
      watch: this.#watch,
      listener: {
        piece: (piece) => this.#piece(piece),
        ended: (reason) => this.close(reason),
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
   * @throws {ProblemError} 400 for what cannot be waited for, 503 with the camera's reason when there are no pictures
   */
  playlist({ msn, part, segments, plain }: PlaylistRequest): Promise<string> {
    return this.#use(async () => {
      const { pictures } = this.#source;
      const playlist = this.#packager.playlist({ msn, part, segments, plain });
      let stopHearing = (): void => undefined;
      const refused = new Promise<never>((_resolve, reject) => {
        const look = (): void => {
          if (pictures.refusal !== undefined) {
            reject(problems.serviceUnavailable(pictures.refusal, 5));
          }
        };
        stopHearing = pictures.onChange(look);
        look();
      });
      try {
        return await Promise.race([playlist, refused]);
      } finally {
        stopHearing();
        // Nobody waits for it any more when the other one was first.
        playlist.catch(() => undefined);
      }
    });
  }

  /**
   * What the playlist refers to; `undefined`: it is not there, or not any more.
   *
   * @throws {ProblemError} 503 when it does not come in time
   */
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
    }
  }

  async #use<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#pending += 1;
    try {
      return await work();
    } catch (error) {
      throw error instanceof HlsError ? this.#problem(error) : error;
    } finally {
      this.#pending -= 1;
      this.#usedMs = this.#options.clock.nowMs();
    }
  }

  /** While nothing comes, the camera knows better why than the packager. */
  #problem({ kind, status, message }: HlsError): ProblemError {
    const { reason } = this.#source.pictures;
    return status === 400
      ? problems.badRequest(message)
      : problems.serviceUnavailable((kind === 'timeout' ? reason : undefined) ?? message, 5);
  }

  #piece(piece: Fmp4Piece): void {
    const { clock } = this.#options;
    const agoMs = piece.kind === 'init' ? 0 : clock.nowMs() - piece.timeMs;
    this.#packager.push(piece, clock.wallMs() - agoMs);
  }
}
