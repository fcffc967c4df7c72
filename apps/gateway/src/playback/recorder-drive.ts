import type { Clock, Timer } from '../net/clock.js';
import type { SessionCause } from '../recorders/session-cause.js';
import { causeInWords } from '../recorders/session-cause.js';
import type { CameraTrack, TrackNeed } from './camera-track.js';
import { CommandSlot } from './command-slot.js';
import { driveFailure } from './drive-failure.js';
import type { GopCache } from './gop-cache.js';
import { gopOfBody } from './gop-of-body.js';
import type { GopSeeker } from './gop-seeker.js';
import { toHundredths } from './playback-clock.js';
import {
  afterCommand,
  afterGop,
  isStaleAnswer,
  lostCursor,
  newCursor,
  planPull,
} from './recorder-cursor.js';
import type { GopNeed, RecorderCursor } from './recorder-cursor.js';
import type {
  GopAnswer,
  PlaybackLease,
  RecorderPlayCommand,
  RecorderPlayback,
} from './recorder-playback.js';
import type { TrackView } from './track-window.js';

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
};

/** PAUSE is sent when nothing else follows: a command sent now would delay a seek by 3 s. */
const pauseAfterMs = 1_000;
const retryMs = [1_000, 2_000, 5_000, 10_000];
/** How much is fetched ahead before another camera of the UID sends the recorder elsewhere, and how long is waited for it. */
const fillMs = 10_000;
const fillPatienceMs = 15_000;
/** A recorder that stands elsewhere is told so long before its pictures are needed: two commands have their pauses. */
const earlyMs = 7_000;
/** Answers in a row that belong to the time before a command. */
const maxStale = 2;

/**
 * Drives the recorder: a UID of its own, one command at a time, one `camera.cgi` in flight per camera. It asks the tracks what
 * they need and does it with the fewest commands (E.3).
 */
export class RecorderDrive {
  readonly #options: RecorderDriveOptions;
  readonly #slot: CommandSlot;
  readonly #pulls = new Map<number, AbortController>();
  readonly #end = new AbortController();
  #lease: PlaybackLease | undefined;
  #isLeasing = false;
  #reason: string | undefined;
  #cursor: RecorderCursor = newCursor;
  #epoch = 0;
  #stale = 0;
  #failures = 0;
  #commandNotBeforeMs = Number.NEGATIVE_INFINITY;
  #fillSinceMs: number | undefined;
  #frame: RecorderPlayCommand | undefined;
  #pauseDueMs: number | undefined;
  #preview: GopSeeker | undefined;
  #timer: Timer | undefined;
  #wakeMs: number | undefined;
  #isPumping = false;

  constructor(options: RecorderDriveOptions) {
    this.#options = options;
    this.#slot = new CommandSlot(options.clock);
  }

  /** Why the recorder gives nothing at the moment; `undefined` while it does. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** The UID, when there is one, for sound. */
  get lease(): PlaybackLease | undefined {
    return this.#cursor.mode === 'none' ? undefined : this.#lease;
  }

  get cursor(): RecorderCursor {
    return this.#cursor;
  }

  /** Grows with each command: answers to what was asked before belong to another place. */
  get epoch(): number {
    return this.#epoch;
  }

  /** A GOP for somebody else than the tracks, when they need nothing. */
  set preview(seeker: GopSeeker | undefined) {
    this.#preview = seeker;
    this.pump();
  }

  /** The clock was put elsewhere or turned: what waits for its turn is of no use. */
  moved(): void {
    this.#frame = undefined;
    this.#pauseDueMs = undefined;
    this.#slot.takeBack();
    this.pump();
  }

  /** The clock was stopped at this picture. */
  paused(): void {
    this.#pauseDueMs = this.#options.clock.nowMs() + pauseAfterMs;
    this.pump();
  }

  /** One picture further: the recorder is told, the newest step stands for those before. */
  stepped(direction: 1 | -1, shownMs: number): void {
    this.#pauseDueMs = undefined;
    this.#frame = { command: direction === 1 ? 'next-frame' : 'previous-frame', shownMs };
    this.pump();
  }

  /** Sends the recorder to the clock, for sound that cannot be had otherwise. */
  goTo(atMs: number): void {
    if (this.#lease && this.#slot.command === undefined) {
      void this.#send(this.#lease, { command: 'go-to-date', atMs });
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
    this.#timer?.cancel();
    this.#slot.end();
    this.#endPulls();
    const lease = this.#lease;
    this.#lease = undefined;
    await lease?.release(toHundredths(shownMs));
  }

  #pump(): void {
    this.#timer?.cancel();
    this.#wakeMs = undefined;
    const lease = this.#lease;
    if (!lease) {
      void this.#obtain().catch(this.#options.onBug);
      return;
    }
    const view = this.#options.view();
    const needs = this.#needs(view);
    if (this.#slot.command) {
      if (this.#slot.command.command === 'pause' && (needs.length > 0 || view.running)) {
        this.#slot.takeBack();
      }
      return;
    }
    const nowMs = this.#options.clock.nowMs();
    if (nowMs < this.#commandNotBeforeMs) {
      this.#wakeAt(this.#commandNotBeforeMs);
      return;
    }
    if (this.#cursor.mode === 'none' && this.#cursor.places.size === 0) {
      const cameras = this.#options.tracks.map(({ camera }) => camera);
      void this.#send(lease, { command: 'mask', cameras });
      return;
    }
    if (this.#frame && this.#pulls.size === 0) {
      // In front of what is pulled for it (NVR v1.4R1 3.1.4).
      const frame = this.#frame;
      this.#frame = undefined;
      void this.#send(lease, frame);
      return;
    }
    if (!this.#serve(lease, needs, nowMs)) {
      this.#idle(lease, view, nowMs);
    }
  }

  #needs(view: TrackView): (TrackNeed & { readonly seeker: GopSeeker })[] {
    const found = this.#options.tracks.flatMap((seeker) => {
      const need = seeker.need(view) ?? this.#early(seeker, view);
      return need ? [{ ...need, seeker }] : [];
    });
    const preview = found.length === 0 && !view.running ? this.#preview : undefined;
    const need = preview?.need(view);
    return preview && need ? [{ ...need, seeker: preview }] : found;
  }

  /** What is not needed yet, when the recorder has to be sent there first or it is not sure that it is there. */
  #early(seeker: GopSeeker, view: TrackView): TrackNeed | undefined {
    const need = view.running ? seeker.soon?.(view, earlyMs) : undefined;
    if (!need || need.need.kind === 'probe' || need.need.kind === 'sample') {
      return undefined;
    }
    const isSure = this.#cursor.places.get(seeker.camera)?.kind === 'at';
    const plan = planPull(this.#cursor, seeker.camera, need.need, need.history);
    return plan.kind === 'pull' && isSure ? undefined : need;
  }

  /** Pulls what comes next anyway, else sends one command; true when one is to be sent or something is being pulled. */
  #serve(
    lease: PlaybackLease,
    needs: readonly (TrackNeed & { readonly seeker: GopSeeker })[],
    nowMs: number,
  ): boolean {
    let wanted: { command: RecorderPlayCommand; need: GopNeed; seeker: GopSeeker } | undefined;
    for (const { seeker, need, history, notBeforeMs } of needs) {
      if (this.#pulls.has(seeker.camera)) {
        continue;
      }
      if (notBeforeMs > nowMs) {
        this.#wakeAt(notBeforeMs);
        continue;
      }
      const plan = planPull(this.#cursor, seeker.camera, need, history);
      if (plan.kind === 'pull') {
        this.#pull(lease, seeker, need);
      } else if (!wanted || wanted.need.kind === 'probe') {
        wanted = { command: plan.command, need, seeker };
      }
    }
    if (wanted && this.#maySend(wanted.need, wanted.seeker, nowMs)) {
      this.#fillSinceMs = undefined;
      void this.#send(lease, wanted.command, wanted);
    }
    return wanted !== undefined || this.#pulls.size > 0;
  }

  /** Whether the recorder may be sent elsewhere now: a seek at once, anything else when nobody is being served. */
  #maySend(need: GopNeed, seeker: GopSeeker, nowMs: number): boolean {
    const view = this.#options.view();
    const own = this.#options.tracks.find((track) => track === seeker);
    const isWaited = own?.standing(view).state !== 'ready';
    if (need.kind === 'at' && (isWaited || !view.running)) {
      return true;
    }
    if (this.#pulls.size > 0) {
      return false;
    }
    const others = this.#options.tracks.filter(
      (track) => track !== seeker && track.standing(view).state === 'ready',
    );
    if ((need.kind !== 'probe' && need.kind !== 'at') || !view.running || others.length === 0) {
      return true;
    }
    this.#fillSinceMs ??= nowMs;
    for (const track of others) {
      track.fillMs = fillMs;
    }
    const isFull = others.every((track) => track.need(view) === undefined);
    if (!isFull && nowMs - this.#fillSinceMs < fillPatienceMs) {
      this.#wakeAt(nowMs + 1_000);
      return false;
    }
    for (const track of others) {
      track.fillMs = 0;
    }
    return true;
  }

  /** Nothing is needed: what the recorder should know all the same. */
  #idle(lease: PlaybackLease, view: TrackView, nowMs: number): void {
    if (this.#pauseDueMs === undefined || view.running) {
      return;
    }
    if (nowMs < this.#pauseDueMs) {
      this.#wakeAt(this.#pauseDueMs);
      return;
    }
    this.#pauseDueMs = undefined;
    if (this.#cursor.mode !== 'none' && this.#cursor.mode !== 'pause') {
      void this.#send(lease, { command: 'pause', shownMs: view.positionMs });
    }
  }

  async #obtain(): Promise<void> {
    if (this.#isLeasing) {
      return;
    }
    this.#isLeasing = true;
    const signal = this.#end.signal;
    try {
      const holder: { lease?: PlaybackLease; isLost: boolean } = { isLost: false };
      const lost = (cause: SessionCause): void => {
        holder.isLost = true;
        if (this.#lease !== undefined && this.#lease === holder.lease) {
          this.#lost(causeInWords(cause));
        }
      };
      const waiting = (reason: string): void => {
        this.#reason = reason;
        this.#options.changed();
      };
      const lease = await this.#options.recorder.lease({ lost, waiting }, signal);
      holder.lease = lease;
      if (signal.aborted) {
        await lease.release(toHundredths(this.#options.view().positionMs));
        return;
      }
      this.#lease = holder.isLost ? undefined : lease;
      this.#reason = undefined;
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      this.#reason = driveFailure(error).reason;
      this.#timer = this.#options.clock.after(this.#nextRetryMs(), () => this.pump());
      this.#options.onBug(error);
      return;
    } finally {
      this.#isLeasing = false;
    }
    this.#options.changed();
    this.pump();
  }

  #lost(reason: string): void {
    if (this.#end.signal.aborted) {
      return;
    }
    this.#lease = undefined;
    this.#reason = reason;
    this.#cursor = newCursor;
    this.#epoch += 1;
    this.#slot.end();
    this.#endPulls();
    this.#options.changed();
    this.pump();
  }

  #endPulls(): void {
    for (const abort of this.#pulls.values()) {
      abort.abort(new Error('the session with the recorder is over'));
    }
    this.#pulls.clear();
  }

  async #send(
    lease: PlaybackLease,
    command: RecorderPlayCommand,
    why?: { readonly need: GopNeed; readonly seeker: GopSeeker },
  ): Promise<void> {
    this.#epoch += 1;
    this.#stale = 0;
    const outcome = await this.#slot.send(lease, toTheHundredth(command));
    if (lease !== this.#lease) {
      return;
    }
    if (outcome.kind === 'sent') {
      this.#failures = 0;
      this.#reason = undefined;
      this.#cursor = afterCommand(this.#cursor, command);
      why?.seeker.sent(why.need, command.command === 'go-to-date');
    } else if (outcome.kind === 'failed') {
      this.#commandFailed(command, outcome.error);
    }
    this.#options.changed();
    this.pump();
  }

  #commandFailed({ command }: RecorderPlayCommand, error: unknown): void {
    const { reason, pauseMs, isBug } = driveFailure(error);
    // Without a mask the recorder does not know the cameras; else it may stand anywhere now.
    this.#cursor = command === 'mask' ? newCursor : lostCursor(this.#cursor);
    this.#reason = reason;
    this.#commandNotBeforeMs = this.#options.clock.nowMs() + (pauseMs ?? this.#nextRetryMs());
    if (isBug) {
      this.#options.onBug(error);
    }
  }

  #nextRetryMs(): number {
    this.#failures += 1;
    return retryMs[Math.min(this.#failures, retryMs.length) - 1] ?? 0;
  }

  #pull(lease: PlaybackLease, seeker: GopSeeker, need: GopNeed): void {
    const { camera } = seeker;
    const abort = new AbortController();
    const epoch = this.#epoch;
    this.#pulls.set(camera, abort);
    this.#options.cache.countMiss();
    const ended = (): boolean => {
      const isOurs = this.#pulls.get(camera) === abort;
      if (isOurs) {
        this.#pulls.delete(camera);
      }
      return isOurs && !this.#end.signal.aborted;
    };
    void lease
      .gop(camera, { signal: abort.signal })
      .then(
        (answer) => {
          if (ended()) {
            this.#answered(answer, seeker, need, epoch);
          }
        },
        (error: unknown) => {
          if (ended()) {
            this.#pullFailed(error, seeker);
          }
        },
      )
      .catch(this.#options.onBug);
  }

  #answered(answer: GopAnswer, seeker: GopSeeker, need: GopNeed, epoch: number): void {
    const { camera } = seeker;
    const nowMs = this.#options.clock.nowMs();
    this.#reason = undefined;
    const state = answer.body?.information.state;
    const isOld = isStaleAnswer(this.#cursor, camera, state) && this.#stale < maxStale;
    this.#stale += isOld ? 1 : 0;
    const stale = epoch !== this.#epoch || isOld;
    if (answer.kind === 'nothing') {
      if (!stale) {
        seeker.nothing(need, this.#options.view(), nowMs);
      }
    } else {
      const owner = { recorder: this.#options.recorder.recorder, camera };
      const result = gopOfBody(answer.body, owner);
      seeker.received(result, need, this.#cursor, { nowMs, stale });
      const span = result.kind === 'gop' ? result.gop : result.span;
      if (!stale && span) {
        const { startMs, endMs } = span;
        const { speedStep } = answer.body.information;
        this.#cursor = afterGop(this.#cursor, camera, { startMs, endMs }, speedStep);
      }
    }
    this.#options.pictureCame(camera);
    this.#options.changed();
    this.pump();
  }

  #pullFailed(error: unknown, seeker: GopSeeker): void {
    const { reason, pauseMs, isBug } = driveFailure(error);
    if (isBug) {
      this.#options.onBug(error);
    }
    seeker.failed(reason, this.#options.clock.nowMs(), pauseMs);
    this.#options.changed();
    this.pump();
  }

  /** Keeps the earliest of the times given since the last look. */
  #wakeAt(atMs: number): void {
    const { clock } = this.#options;
    if (this.#wakeMs === undefined || atMs < this.#wakeMs || this.#wakeMs <= clock.nowMs()) {
      this.#timer?.cancel();
      this.#wakeMs = atMs;
      this.#timer = clock.after(Math.max(1, atMs - clock.nowMs()), () => {
        this.#wakeMs = undefined;
        this.pump();
      });
    }
  }
}

/** TIMEF has no more than that; a clock that runs has. */
function toTheHundredth(command: RecorderPlayCommand): RecorderPlayCommand {
  if ('atMs' in command) {
    return { ...command, atMs: toHundredths(command.atMs) };
  }
  return 'shownMs' in command ? { ...command, shownMs: toHundredths(command.shownMs) } : command;
}
