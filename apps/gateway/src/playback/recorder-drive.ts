import type { Clock } from '../net/clock.js';
import type { CameraTrack } from './camera-track.js';
import { CameraTurns } from './camera-turns.js';
import { CommandSlot } from './command-slot.js';
import { CursorKeeper } from './cursor-keeper.js';
import { driveFailure } from './drive-failure.js';
import { DriveLease } from './drive-lease.js';
import { driveNeeds } from './drive-needs.js';
import type { SeekerNeed } from './drive-needs.js';
import { planDrive } from './drive-plan.js';
import type { WantedCommand } from './drive-plan.js';
import type { GopCache } from './gop-cache.js';
import { GopPulls } from './gop-pulls.js';
import type { GopSeeker } from './gop-seeker.js';
import type { PlaybackDirection } from './playback-clock.js';
import type { RecorderCursor } from './recorder-cursor.js';
import type { PlaybackLease, RecorderPlayCommand, RecorderPlayback } from './recorder-playback.js';
import { RetryPauses } from './retry-pauses.js';
import { Standstill } from './standstill.js';
import type { TrackView } from './track-window.js';
import { WakeTimer } from './wake-timer.js';

/** What a drive is made of. */
export type RecorderDriveOptions = {
  readonly recorder: RecorderPlayback;
  readonly tracks: readonly CameraTrack[];
  readonly cache: GopCache;
  readonly clock: Clock;
  readonly view: () => TrackView;
  /** Something came, or the state of the recorder is another one. */
  readonly changed: () => void;
  /** Pictures came: now sound may be asked for (E.3: video first). */
  readonly pictureCame: (camera: number) => void;
  readonly onBug: (error: unknown) => void;
  /** What was odd about an answer, for the log. */
  readonly onOdd: (camera: number, text: string) => void;
};

/**
 * Drives the recorder: a UID of its own, one command at a time, one `camera.cgi` in flight per camera. It asks the tracks what
 * they need and does it with the fewest commands (E.3).
 */
export class RecorderDrive {
  readonly #options: RecorderDriveOptions;
  readonly #lease: DriveLease;
  readonly #slot: CommandSlot;
  readonly #pulls: GopPulls;
  readonly #turns: CameraTurns;
  readonly #wake: WakeTimer;
  readonly #keeper = new CursorKeeper();
  readonly #standstill = new Standstill();
  readonly #retries = new RetryPauses();
  readonly #end = new AbortController();
  #reason: string | undefined;
  #commandNotBeforeMs = Number.NEGATIVE_INFINITY;
  #preview: GopSeeker | undefined;
  #isPumping = false;

  constructor(options: RecorderDriveOptions) {
    const { recorder, tracks, cache, clock, view, onBug, onOdd } = options;
    this.#options = options;
    this.#lease = new DriveLease({
      recorder,
      signal: this.#end.signal,
      positionMs: () => view().positionMs,
      events: {
        waiting: (reason) => this.#waits(reason),
        got: () => this.#got(),
        lost: (reason) => this.#lost(reason),
        failed: (error) => this.#leaseFailed(error),
      },
    });
    this.#slot = new CommandSlot(clock);
    this.#pulls = new GopPulls({
      recorder: recorder.recorder,
      keeper: this.#keeper,
      cache,
      clock,
      view,
      answered: (camera) => this.#answered(camera),
      failed: () => this.#changed(),
      onBug,
      onOdd,
    });
    this.#wake = new WakeTimer(clock, () => this.pump());
    this.#turns = new CameraTurns(tracks, (atMs) => this.#wake.at(atMs));
  }

  /** Why the recorder gives nothing at the moment; `undefined` while it does. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** The UID, when there is one, for sound. */
  get lease(): PlaybackLease | undefined {
    return this.cursor.mode === 'none' ? undefined : this.#lease.current;
  }

  get cursor(): RecorderCursor {
    return this.#keeper.cursor;
  }

  /** Grows with each command: answers to what was asked before belong to another place. */
  get epoch(): number {
    return this.#keeper.epoch;
  }

  /** A GOP for somebody else than the tracks, when they need nothing. */
  set preview(seeker: GopSeeker | undefined) {
    this.#preview = seeker;
    this.pump();
  }

  /** The clock was put elsewhere or turned: what waits for its turn is of no use. */
  moved(): void {
    this.#standstill.clear();
    this.#pulls.moved();
    this.#slot.takeBack();
    this.pump();
  }

  /** The clock was stopped at this picture. */
  paused(): void {
    this.#standstill.paused(this.#options.clock.nowMs());
    this.pump();
  }

  /** One picture further: the recorder is told, the newest step stands for those before. */
  stepped(direction: PlaybackDirection, shownMs: number): void {
    this.#standstill.stepped(direction, shownMs);
    this.pump();
  }

  /** Sends the recorder to the clock, for sound that cannot be had otherwise. */
  goTo(atMs: number): void {
    const lease = this.#lease.current;
    if (lease && this.#slot.command === undefined) {
      void this.#send(lease, { command: 'go-to-date', atMs });
    }
  }

  /** Does what can be done now. */
  pump(): void {
    if (this.#isPumping || this.#end.signal.aborted) {
      return;
    }
    this.#isPumping = true;
    try {
      this.#pump();
    } finally {
      this.#isPumping = false;
    }
  }

  /** STOP, and the UID is free again. */
  async close(shownMs: number): Promise<void> {
    this.#end.abort(new Error('the playback ends'));
    this.#wake.clear();
    this.#slot.end();
    this.#pulls.endAll();
    await this.#lease.release(shownMs);
  }

  #pump(): void {
    this.#wake.clear();
    const lease = this.#lease.current;
    if (!lease) {
      void this.#lease.obtain().catch(this.#options.onBug);
      return;
    }
    const view = this.#options.view();
    const needs = driveNeeds(this.#options.tracks, this.#preview, this.cursor, view);
    if (this.#slot.command) {
      if (this.#slot.command.command === 'pause' && (needs.length > 0 || view.running)) {
        this.#slot.takeBack();
      }
      return;
    }
    const nowMs = this.#options.clock.nowMs();
    if (nowMs < this.#commandNotBeforeMs) {
      this.#wake.at(this.#commandNotBeforeMs);
      return;
    }
    if (this.cursor.mode === 'none' && this.cursor.places.size === 0) {
      const cameras = this.#options.tracks.map(({ camera }) => camera);
      void this.#send(lease, { command: 'mask', cameras });
      return;
    }
    // In front of what is pulled for it (NVR v1.4R1 3.1.4).
    const step = this.#pulls.size === 0 ? this.#standstill.takeStep() : undefined;
    if (step) {
      void this.#send(lease, step);
      return;
    }
    if (!this.#serve(lease, needs, nowMs)) {
      this.#idle(lease, view, nowMs);
    }
  }

  /** Pulls what comes next anyway, else sends one command; true when one is to be sent or something is being pulled. */
  #serve(lease: PlaybackLease, needs: readonly SeekerNeed[], nowMs: number): boolean {
    const view = this.#options.view();
    const idle = needs.filter(({ seeker }) => !this.#pulls.has(seeker.camera));
    const { pulls, wanted, laterMs } = planDrive(idle, this.cursor, nowMs);
    laterMs.forEach((atMs) => this.#wake.at(atMs));
    pulls.forEach(({ seeker, need }) => this.#pulls.start(lease, seeker, need));
    const isPulling = this.#pulls.size > 0;
    if (wanted && this.#turns.isFree(wanted, { view, cursor: this.cursor, isPulling, nowMs })) {
      this.#turns.taken();
      void this.#send(lease, wanted.command, wanted);
    }
    return wanted !== undefined || this.#pulls.size > 0;
  }

  /** Nothing is needed: what the recorder should know all the same. */
  #idle(lease: PlaybackLease, view: TrackView, nowMs: number): void {
    const { pauseDueMs } = this.#standstill;
    if (pauseDueMs === undefined || view.running) {
      return;
    }
    if (nowMs < pauseDueMs) {
      this.#wake.at(pauseDueMs);
      return;
    }
    this.#standstill.takePause();
    if (this.cursor.mode !== 'none' && this.cursor.mode !== 'pause') {
      void this.#send(lease, { command: 'pause', shownMs: view.positionMs });
    }
  }

  #waits(reason: string): void {
    this.#reason = reason;
    this.#options.changed();
  }

  #got(): void {
    this.#reason = undefined;
    this.#changed();
  }

  #leaseFailed(error: unknown): void {
    this.#reason = driveFailure(error).reason;
    this.#wake.at(this.#options.clock.nowMs() + this.#retries.next());
    this.#options.onBug(error);
  }

  #lost(reason: string): void {
    this.#reason = reason;
    this.#keeper.lost();
    this.#slot.end();
    this.#pulls.endAll();
    this.#changed();
  }

  async #send(
    lease: PlaybackLease,
    command: RecorderPlayCommand,
    why?: WantedCommand,
  ): Promise<void> {
    this.#keeper.sending();
    const outcome = await this.#slot.send(lease, command);
    if (lease !== this.#lease.current) {
      return;
    }
    if (outcome.kind === 'sent') {
      this.#retries.reset();
      this.#reason = undefined;
      this.#keeper.sent(command);
      why?.seeker.sent(why.need, command.command === 'go-to-date');
    } else if (outcome.kind === 'failed') {
      this.#commandFailed(command, outcome.error);
    }
    this.#changed();
  }

  #commandFailed(command: RecorderPlayCommand, error: unknown): void {
    const { reason, pauseMs, isBug } = driveFailure(error);
    this.#keeper.failed(command);
    this.#reason = reason;
    this.#commandNotBeforeMs = this.#options.clock.nowMs() + (pauseMs ?? this.#retries.next());
    if (isBug) {
      this.#options.onBug(error);
    }
  }

  #answered(camera: number): void {
    this.#reason = undefined;
    this.#options.pictureCame(camera);
    this.#changed();
  }

  #changed(): void {
    this.#options.changed();
    this.pump();
  }
}
