import { randomUUID } from 'node:crypto';
import type { Clock, Timer } from '../net/clock.js';
import type { TrackStanding } from './camera-track.js';
import { judgeStandings } from './group-pace.js';
import { GroupStragglers } from './group-stragglers.js';
import {
  clockPosition,
  runClock,
  standingClock,
  stopClock,
  timeUntil,
  toHundredths,
} from './playback-clock.js';
import type { PlaybackClock, PlaybackDirection } from './playback-clock.js';
import type { ClockState } from './playback-output.js';
import type { TrackView } from './track-window.js';

/** A camera of a session, as its group sees it. */
export type GroupTrack = {
  /** Stable and different from all others of the group. */
  readonly key: string;
  readonly standing: TrackStanding;
};

/** A session, as its group sees it. Nothing may throw. */
export type GroupMember = {
  readonly id: string;
  standings(view: TrackView): readonly GroupTrack[];
  /** The clock was put elsewhere or turned: what was under way is of no use. */
  clockMoved(): void;
  /** The clock started, stopped or waits; or another second has passed. */
  clockChanged(): void;
  /** The clock came to the next GOP of a camera. */
  clockWentOn(): void;
};

/** How the clock is meant to go. */
export type GroupCourse = {
  readonly direction: PlaybackDirection;
  readonly speed: number;
  /** Speed step of FF and REW, 1 to 8; 0: every picture. */
  readonly fast: number;
};

const tickMs = 1_000;
/** A GOP boundary a moment ago is one now. */
const leastWaitMs = 1;
/** Waiting so often at a speed above 1 within this time: the recorder cannot keep up with every picture. */
const tooSlow = { waits: 3, withinMs: 10_000 };

/** The clock that one or more sessions share: their cameras start, seek, step and stop together. */
export class PlaybackGroup {
  readonly id = randomUUID();
  readonly #clock: Clock;
  readonly #members = new Map<string, GroupMember>();
  readonly #stragglers = new GroupStragglers();
  #time: PlaybackClock;
  #course: GroupCourse = { direction: 1, speed: 1, fast: 0 };
  #wantsRun = false;
  #generation = 1;
  #timer: Timer | undefined;
  #isLooking = false;
  #lookAgain = false;
  #waits: number[] = [];
  #limitMs: number | undefined;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor({ clock, positionMs }: { readonly clock: Clock; readonly positionMs: number }) {
    this.#clock = clock;
    this.#time = standingClock(toHundredths(positionMs), clock.nowMs());
  }

  /** Sessions on this clock. */
  get size(): number {
    return this.#members.size;
  }

  /** It runs, or would if the pictures were there. */
  get wantsRun(): boolean {
    return this.#wantsRun;
  }

  get course(): GroupCourse {
    return this.#course;
  }

  /** Where the clock is; never behind what there is to show, however late a timer fires. */
  get positionMs(): number {
    const positionMs = clockPosition(this.#time, this.#clock.nowMs());
    const isBeyond =
      this.#time.running &&
      this.#limitMs !== undefined &&
      (positionMs - this.#limitMs) * this.#time.direction > 0;
    return isBeyond ? (this.#limitMs ?? positionMs) : positionMs;
  }

  get state(): ClockState {
    const { running } = this.#time;
    const { direction, speed } = this.#course;
    const positionMs = running ? this.positionMs : toHundredths(this.positionMs);
    return { running, direction, speed, positionMs, generation: this.#generation };
  }

  get view(): TrackView {
    return {
      ...this.#course,
      positionMs: this.positionMs,
      running: this.#wantsRun,
      stepping: 0,
    };
  }

  /** Whether a camera was left behind by the others. */
  isLeftBehind(key: string): boolean {
    return this.#stragglers.isLeftBehind(key, this.#clock.nowMs());
  }

  add(member: GroupMember): void {
    this.#members.set(member.id, member);
    this.look();
  }

  remove(id: string): void {
    this.#members.delete(id);
    this.#stragglers.forget(`${id}/`);
    if (this.#members.size === 0) {
      this.#timer?.cancel();
      return;
    }
    this.look();
  }

  /** Runs, in the direction and at the speed given. */
  run(course: GroupCourse): void {
    const { direction, speed, fast } = this.#course;
    const isOther = direction !== course.direction || fast > 0 !== course.fast > 0;
    if (!isOther && this.#wantsRun && speed === course.speed) {
      this.#course = course;
      return;
    }
    this.#stand(this.positionMs);
    this.#course = course;
    this.#wantsRun = true;
    this.#waits = [];
    if (isOther) {
      this.#moved();
    }
    this.#tellAll();
    this.look();
  }

  /** Stands still, to 10 ms. */
  pause(): void {
    this.#stand(toHundredths(this.positionMs));
    this.#wantsRun = false;
    this.#course = { ...this.#course, fast: 0 };
    this.#tellAll();
    this.look();
  }

  /** Goes to a time, and runs or stands there as before. */
  seek(positionMs: number): void {
    this.#stand(positionMs);
    this.#moved();
    this.#tellAll();
    this.look();
  }

  /** A single step to the exact time of a picture. */
  stepTo(positionMs: number): void {
    this.#generation += 1;
    this.#stand(positionMs);
    this.#tellAll();
    this.look();
  }

  /** Something came or is missing: the clock goes on, waits, or jumps over a gap. */
  look(): void {
    this.#lookAgain = true;
    if (this.#isLooking) {
      return;
    }
    this.#isLooking = true;
    try {
      // Each jump leads further; a recording of nothing but gaps ends the round.
      for (let round = 0; this.#lookAgain && round < 8; round += 1) {
        this.#lookAgain = false;
        this.#look();
      }
    } finally {
      this.#isLooking = false;
    }
  }

  #look(): void {
    this.#timer?.cancel();
    const nowMs = this.#clock.nowMs();
    const view = this.view;
    const tracks = [...this.#members.values()].flatMap((member) => member.standings(view));
    if (!this.#wantsRun) {
      this.#stragglers.clear();
      return;
    }
    const pace = judgeStandings(tracks, view, (key) => this.isLeftBehind(key));
    this.#stragglers.note(tracks, view, nowMs);
    if (pace.kind === 'jump') {
      this.seek(pace.toMs);
      return;
    }
    if (pace.kind === 'wait') {
      this.#wait(pace.limitMs, nowMs);
      this.#timer = this.#clock.after(tickMs, () => this.#tick());
      return;
    }
    const wasRunning = this.#time.running;
    this.#limitMs = pace.limitMs;
    this.#time = runClock(this.#time, nowMs, this.#course);
    if (!wasRunning) {
      this.#tellAll();
    }
    const untilMs = Math.min(
      ...[pace.limitMs, ...pace.boundariesMs].map((ms) => timeUntil(this.#time, nowMs, ms)),
      tickMs,
    );
    this.#timer = this.#clock.after(Math.max(leastWaitMs, untilMs), () => this.#tick());
  }

  #tick(): void {
    this.look();
    if (this.#clock.nowMs() - this.#toldMs >= tickMs) {
      this.#tellAll();
      return;
    }
    for (const member of [...this.#members.values()]) {
      member.clockWentOn();
    }
  }

  /** Stops at what there is; never behind it, so that nothing is left out when it goes on. */
  #wait(limitMs: number | undefined, nowMs: number): void {
    if (!this.#time.running) {
      return;
    }
    const { direction, speed } = this.#course;
    const position = this.positionMs;
    const isBeyond = limitMs !== undefined && (position - limitMs) * direction > 0;
    this.#stand(isBeyond ? limitMs : position);
    this.#waits = [...this.#waits.filter((ms) => nowMs - ms < tooSlow.withinMs), nowMs];
    if (speed > 1 && this.#waits.length >= tooSlow.waits && this.#course.fast === 0) {
      this.#course = { ...this.#course, fast: Math.ceil(Math.log2(speed)) };
      this.#waits = [];
    }
    this.#tellAll();
  }

  #stand(positionMs: number): void {
    this.#limitMs = undefined;
    this.#time = stopClock(this.#time, this.#clock.nowMs(), positionMs);
  }

  #moved(): void {
    this.#generation += 1;
    this.#stragglers.clear();
    for (const member of [...this.#members.values()]) {
      member.clockMoved();
    }
  }

  #tellAll(): void {
    this.#toldMs = this.#clock.nowMs();
    for (const member of [...this.#members.values()]) {
      member.clockChanged();
    }
  }
}
