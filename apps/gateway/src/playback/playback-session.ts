import type { Playback, PlaybackCommand } from '@casement/contract';
import { problems } from '../errors/problems.js';
import type { Clock } from '../net/clock.js';
import { FrameSteps } from './frame-steps.js';
import type { GopCache } from './gop-cache.js';
import { courseOf, seekTarget } from './playback-commands.js';
import type { PlaybackGroup } from './playback-group.js';
import type { PlaybackAttachment, PlaybackOutput } from './playback-output.js';
import { playbackView } from './playback-view.js';
import type { PreviewResult } from './preview-search.js';
import { RecorderDrive } from './recorder-drive.js';
import type { RecorderPlayback } from './recorder-playback.js';
import type { RecordingSightings } from './recording-sightings.js';
import { SessionCamera } from './session-camera.js';
import { SessionPreviews } from './session-previews.js';
import type { TrackView } from './track-window.js';

/** What a playback session is made of. */
export type PlaybackSessionOptions = {
  readonly id: string;
  readonly recorder: RecorderPlayback;
  /** Each once; single steps go by the pictures of the first one. */
  readonly cameras: readonly number[];
  /** The clock, shared with other sessions or not. */
  readonly group: PlaybackGroup;
  readonly cache: GopCache;
  readonly log: RecordingSightings;
  readonly clock: Clock;
  /** At every change, and every second while it runs. */
  readonly onChange: (view: Playback) => void;
  readonly onBug: (error: unknown) => void;
  /** What was odd about an answer of the recorder, in the words of who read it. */
  readonly onOdd: (camera: number, text: string) => void;
};

/**
 * One playback: cameras of one recorder, on a UID of its own and on the clock of a group (design section 4, "Playback"). It
 * starts at once, paused, and ends with `close`.
 */
export class PlaybackSession {
  readonly #options: PlaybackSessionOptions;
  readonly #cameras: readonly SessionCamera[];
  readonly #drive: RecorderDrive;
  readonly #steps: FrameSteps;
  readonly #previews: SessionPreviews;
  #endReason: string | undefined;
  #published = '';

  constructor(options: PlaybackSessionOptions) {
    this.#options = options;
    this.#cameras = options.cameras.map((number) => this.#newCamera(number));
    this.#drive = new RecorderDrive({
      recorder: options.recorder,
      tracks: this.#cameras.map(({ track }) => track),
      cache: options.cache,
      clock: options.clock,
      view: () => this.#view(),
      changed: () => this.#changed(),
      pictureCame: (camera) => this.#pictureCame(camera),
      onBug: options.onBug,
      onOdd: options.onOdd,
    });
    this.#steps = new FrameSteps({
      clock: options.clock,
      group: options.group,
      source: () => this.#cameras[0]?.track.source,
      drive: this.#drive,
    });
    this.#previews = new SessionPreviews({
      recorder: this.recorder,
      cache: options.cache,
      isBusy: () => options.group.wantsRun || this.#endReason !== undefined,
      serve: (seeker) => {
        this.#drive.preview = seeker;
      },
    });
    options.group.add({
      id: options.id,
      standings: (view) =>
        this.#cameras.map(({ key, track }) => ({ key, standing: track.standing(view) })),
      clockMoved: () => this.#clockMoved(),
      clockChanged: () => this.#clockChanged(),
      clockWentOn: () => this.#goOn(),
    });
    this.#drive.pump();
  }

  get id(): string {
    return this.#options.id;
  }

  get recorder(): string {
    return this.#options.recorder.recorder;
  }

  get cameras(): readonly number[] {
    return this.#options.cameras;
  }

  /** The playback as the contract shows it. */
  get view(): Playback {
    const { id, recorder, group, clock } = this.#options;
    const view = this.#view();
    return playbackView({
      id,
      recorder: recorder.recorder,
      clockId: group.id,
      timeZone: recorder.timeZone,
      clock: group.state,
      wantsRun: group.wantsRun,
      isClosed: this.#endReason !== undefined,
      isOnly: this.#isOnly,
      recorderReason: this.#drive.reason,
      endReason: this.#endReason,
      cameras: this.#cameras.map((camera) => camera.view(view, clock.nowMs())),
    });
  }

  /**
   * Resolves when the command is carried out, but for what the recorder still has to send: the view tells.
   *
   * @throws ProblemError 422 for a time that makes no sense, 409 after the end
   */
  async command(it: PlaybackCommand): Promise<void> {
    const { group } = this.#options;
    if (this.#endReason !== undefined) {
      throw problems.conflict('playback-ended', `the playback has ended: ${this.#endReason}`);
    }
    switch (it.command) {
      case 'stop':
        await this.close('stopped');
        return;
      case 'seek':
        group.seek(seekTarget(it.at));
        return;
      case 'pause':
        this.#steps.cancel();
        this.#pause();
        return;
      case 'next':
      case 'previous':
        if (group.wantsRun) {
          group.pause();
        }
        await this.#steps.step(it.command === 'next' ? 1 : -1);
        return;
      case 'play':
      case 'reverse':
      case 'forward':
      case 'rewind':
        this.#steps.cancel();
        this.#previews.giveUp();
        group.run(courseOf(it, { ...group.course, running: group.wantsRun }));
    }
  }

  /**
   * A viewer of one camera.
   *
   * @throws ProblemError 404 when the camera is not part of the playback, 409 after the end
   */
  attach(number: number, output: PlaybackOutput): PlaybackAttachment {
    const camera = this.#find(number);
    if (this.#endReason !== undefined) {
      throw problems.conflict('playback-ended', `the playback has ended: ${this.#endReason}`);
    }
    const feed = (): void => camera.feed(this.#view());
    const attachment = camera.viewers.attach(output, feed);
    const view = this.view;
    const cameraView = view.cameras.find((it) => it.number === number);
    if (cameraView) {
      output.clock(this.#options.group.state, view, cameraView);
    }
    feed();
    return attachment;
  }

  /**
   * A GOP near a time, for a preview: what is there already, else, only while nothing runs, one from the recorder. A newer
   * wish takes the place of an older one, which is `busy`.
   *
   * @throws ProblemError 404 when the camera is not part of the playback; the signal's reason
   */
  async gopAt(number: number, atMs: number, signal: AbortSignal): Promise<PreviewResult> {
    signal.throwIfAborted();
    this.#find(number);
    return this.#previews.gopAt(number, atMs, signal);
  }

  /** STOP, the UID is let go of, the viewers are told. Idempotent. */
  async close(reason: string): Promise<void> {
    if (this.#endReason !== undefined) {
      return;
    }
    const shownMs = this.#options.group.positionMs;
    this.#endReason = reason;
    this.#steps.cancel();
    this.#previews.giveUp();
    this.#options.group.remove(this.id);
    for (const { viewers } of this.#cameras) {
      viewers.closed(reason);
    }
    this.#options.onChange(this.view);
    await this.#drive.close(shownMs);
  }

  get #isOnly(): boolean {
    return this.#cameras.length === 1 && this.#options.group.size === 1;
  }

  #newCamera(number: number): SessionCamera {
    const { id, recorder, cache, log, group, clock, onBug } = this.#options;
    return new SessionCamera({
      recorder: recorder.recorder,
      camera: number,
      key: `${id}/${number}`,
      cache,
      log,
      group,
      clock,
      wallMs: () => clock.wallMs(),
      lease: () => ({ lease: this.#drive.lease, epoch: this.#drive.epoch }),
      goTo: (atMs) => this.#drive.goTo(atMs),
      failed: onBug,
    });
  }

  #find(number: number): SessionCamera {
    const camera = this.#cameras.find((it) => it.number === number);
    if (!camera) {
      throw problems.notFound(`camera ${number} is not part of this playback`);
    }
    return camera;
  }

  #view(): TrackView {
    return { ...this.#options.group.view, stepping: this.#steps.direction };
  }

  #pause(): void {
    const { group } = this.#options;
    const wasRunning = group.wantsRun;
    group.pause();
    if (wasRunning) {
      this.#drive.paused();
    }
  }

  #clockMoved(): void {
    this.#steps.cancel();
    for (const camera of this.#cameras) {
      camera.reset();
    }
    this.#drive.moved();
  }

  #clockChanged(): void {
    this.#tell();
    this.#goOn();
  }

  /** Something came from the recorder. */
  #changed(): void {
    this.#steps.walk();
    this.#options.group.look();
    this.#goOn();
    if (describe(this.view) !== this.#published) {
      this.#tell();
    }
  }

  #goOn(): void {
    if (this.#endReason !== undefined) {
      return;
    }
    const view = this.#view();
    for (const camera of this.#cameras) {
      camera.aim(this.#isOnly);
      camera.feed(view);
      camera.pumpSound(view);
    }
    this.#drive.pump();
  }

  #pictureCame(number: number): void {
    if (this.#endReason === undefined) {
      this.#cameras.find((camera) => camera.number === number)?.pumpSound(this.#view());
    }
  }

  #tell(): void {
    if (this.#endReason !== undefined) {
      return;
    }
    const view = this.view;
    this.#published = describe(view);
    for (const { number, viewers } of this.#cameras) {
      const camera = view.cameras.find((it) => it.number === number);
      if (camera) {
        viewers.clock(this.#options.group.state, view, camera);
      }
    }
    this.#options.onChange(view);
  }
}

/** All of a view but where the clock and the pictures are, which change all the time. */
function describe({ cameras, ...view }: Playback): string {
  const states = cameras.map((camera) => ({ ...camera, position: camera.position !== null }));
  return JSON.stringify({ ...view, position: '', cameras: states });
}
