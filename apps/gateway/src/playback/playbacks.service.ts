import type { NewPlayback, Playback, PlaybackCommand } from '@casement/contract';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { SessionEvents } from '../access/session-events.js';
import { problems } from '../errors/problems.js';
import { PlaybackPositions, type PositionChange } from '../events/playback-positions.js';
import { CLOCK, type Clock } from '../net/clock.js';
import { ListenerSet } from '../recorders/listener-set.js';
import { type CloseReason, RecorderDirectory } from '../recorders/recorder-directory.js';
import { ownerOf, putOutWords } from '../viewing/audience.js';
import { findCamera } from '../viewing/find-camera.js';
import { LiveCameras } from '../viewing/live-cameras.js';
import { OpenPlayback } from './open-playback.js';
import { PlaybackMetrics } from './playback-metrics.js';
import { PlaybackMaker } from './playback-run.js';
import type { PlaybackRun } from './playback-run.js';
import { seekTarget } from './playback-commands.js';
import { RecorderPlaybacks } from './recorder-playback.js';
import type { RecorderPlayback } from './recorder-playback.js';

/** How many playbacks there may be: each takes a session of a recorder, which has 16. */
const maxPlaybacks = 32;
const maxOwnPlaybacks = 8;

/** When to try again. */
const againS = 5;

/** Somebody waits for the end of a playback at most so long; the STOP is sent all the same. */
const endMs = 2_000;
/** The gateway's own end. */
const shutdownMs = 4_000;

/** The same for everything of one sign-in. */
const keyOf = (principal: Principal): string => principal.credentialId ?? ownerOf(principal);

/** The playbacks of everybody: makes, finds and ends them. A playback belongs to the sign-in that made it. */
@Injectable()
export class PlaybacksService
  extends PlaybackPositions
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  readonly #logger = new Logger('PlaybacksService');
  readonly #playbacks = new Map<string, OpenPlayback>();
  readonly #listeners = new ListenerSet<PositionChange>((error) => this.#bug(error));
  #stopListening: (() => void) | undefined;
  #isClosing = false;

  constructor(
    private readonly recorders: RecorderPlaybacks,
    private readonly cameras: LiveCameras,
    private readonly maker: PlaybackMaker,
    private readonly sessions: SessionEvents,
    private readonly metrics: PlaybackMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RecorderDirectory) directory: Pick<RecorderDirectory, 'beforeClose'>,
  ) {
    super();
    directory.beforeClose(({ config }, why) => this.#recorderCloses(config.id, why));
    this.metrics.observe(() => [...this.#playbacks.values()]);
  }

  onApplicationBootstrap(): void {
    this.#stopListening = this.sessions.onRevoked(({ credentialId }) => {
      for (const playback of [...this.#playbacks.values()]) {
        if (playback.owner.credentialId === credentialId) {
          void this.#end(playback, putOutWords['signed-out']);
        }
      }
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isClosing = true;
    this.#stopListening?.();
    const ends = [...this.#playbacks.values()].map((open) => this.#end(open, putOutWords.shutdown));
    await this.#within(Promise.all(ends), shutdownMs);
  }

  override onPosition(listener: (change: PositionChange) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** @throws {ProblemError} 403, 404, 422, 429, 503 */
  create(input: NewPlayback, principal: Principal): Playback {
    const recorder = this.#recorder(input, principal);
    const positionMs = seekTarget(input.at);
    const other = input.with === undefined ? undefined : this.find(input.with, principal);
    this.#requireRoom(keyOf(principal));
    const owner = { key: keyOf(principal), credentialId: principal.credentialId };
    const isFor = (somebody: Principal): boolean => keyOf(somebody) === owner.key;
    const { cameras } = input;
    const run: PlaybackRun = this.maker.make({
      recorder,
      cameras,
      positionMs,
      with: other?.run,
      onChange: (playback) => {
        this.metrics.changed(playback);
        this.#listeners.tell({ playback, isFor });
      },
    });
    const open: OpenPlayback = new OpenPlayback(run, owner, this.clock, {
      unused: (reason) => void this.#end(open, reason),
      sought: (seconds) => this.metrics.sought(seconds),
    });
    this.#playbacks.set(run.id, open);
    return run.view;
  }

  /** One's own; for administrators all. */
  list(principal: Principal): readonly Playback[] {
    const key = keyOf(principal);
    return [...this.#playbacks.values()]
      .filter(({ isOver }) => !isOver)
      .filter(({ owner }) => principal.role === 'administrator' || owner.key === key)
      .map(({ view }) => view);
  }

  /** @throws {ProblemError} 404 */
  show(id: string, principal: Principal): Playback {
    return this.find(id, principal).view;
  }

  /** @throws {ProblemError} 404, 409, 422 */
  async command(id: string, command: PlaybackCommand, principal: Principal): Promise<Playback> {
    const open = this.find(id, principal);
    if (command.command === 'stop') {
      await this.#within(this.#end(open, 'stopped'), endMs);
    } else {
      await open.command(command);
    }
    return open.view;
  }

  /** @throws {ProblemError} 404 */
  async end(id: string, principal: Principal): Promise<void> {
    await this.#within(this.#end(this.find(id, principal), 'stopped'), endMs);
  }

  /** One's own playback; that of somebody else is as unknown as one that never was. @throws {ProblemError} 404 */
  find(id: string, principal: Principal): OpenPlayback {
    const open = this.#playbacks.get(id);
    if (open?.owner.key !== keyOf(principal) || open.isOver) {
      throw problems.notFound('This playback is over, or never was.', { playback: id });
    }
    return open;
  }

  /** One's own playback that has this camera. @throws {ProblemError} 404 */
  findCamera(id: string, camera: number, principal: Principal): OpenPlayback {
    const open = this.find(id, principal);
    const { recorder, cameras } = open.run;
    if (!cameras.includes(camera)) {
      throw problems.notFound(`Camera ${camera} is not part of this playback.`, { camera });
    }
    // Rights may have been taken away meanwhile.
    findCamera(this.cameras, { recorder, camera, principal });
    return open;
  }

  #recorder({ recorder, cameras }: NewPlayback, principal: Principal): RecorderPlayback {
    for (const camera of cameras) {
      findCamera(this.cameras, { recorder, camera, principal });
    }
    const found = this.recorders.find(recorder);
    if (found === undefined) {
      throw problems.notFound(`Recorder "${recorder}" has no recordings.`, { recorder });
    }
    return found;
  }

  /** @throws {ProblemError} 429, 503 */
  #requireRoom(key: string): void {
    if (this.#isClosing) {
      throw problems.serviceUnavailable('The gateway is shutting down.', againS);
    }
    const own = [...this.#playbacks.values()].filter(({ owner }) => owner.key === key).length;
    if (own >= maxOwnPlaybacks) {
      throw problems.tooManyRequests(
        `You have ${own} playbacks open, which is the limit; end one first.`,
        againS,
      );
    }
    if (this.#playbacks.size >= maxPlaybacks) {
      throw problems.serviceUnavailable(
        `All ${maxPlaybacks} playbacks of this gateway are in use.`,
        againS,
      );
    }
  }

  /** A recorder that gets other settings is there again in a moment: playbacks go on. */
  async #recorderCloses(id: string, why: CloseReason): Promise<void> {
    if (why === 'replaced') {
      return;
    }
    const reason = why === 'removed' ? 'the recorder was removed' : putOutWords.shutdown;
    const affected = [...this.#playbacks.values()].filter(({ run }) => run.recorder === id);
    await Promise.all(affected.map((open) => this.#end(open, reason)));
  }

  async #end(open: OpenPlayback, reason: string): Promise<void> {
    try {
      await open.close(reason);
    } catch (error) {
      this.#bug(error);
    } finally {
      this.#playbacks.delete(open.id);
      this.metrics.ended(open.id);
    }
  }

  async #within(work: Promise<unknown>, ms: number): Promise<void> {
    const limit = new AbortController();
    const late = new Promise<void>((resolve) => {
      const timer = this.clock.after(ms, resolve);
      limit.signal.addEventListener('abort', () => timer.cancel(), { once: true });
    });
    await Promise.race([work, late]);
    limit.abort();
  }

  #bug(error: unknown): void {
    this.#logger.error({ err: error, msg: 'a playback went wrong' });
  }
}
