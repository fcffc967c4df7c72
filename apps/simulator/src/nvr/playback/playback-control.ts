import type { RecorderState } from '@casement/protocol';
import type { PlaybackCommand } from './playback-command.js';
import { followCursor, momentOf } from './playback-cursor.js';
import type { CursorStep, Motion, PlaybackCursor } from './playback-cursor.js';
import type { RecordedTimeline } from './recorded-timeline.js';
import type { RecordingsBehaviour } from './recordings-behaviour.js';

/** What a UID does with recordings; `armed`: only the mask was sent. */
export type PlaybackState =
  | 'armed'
  | Extract<
      RecorderState,
      | 'play'
      | 'reverse'
      | 'pause'
      | 'next-image'
      | 'previous-image'
      | 'fast-forward'
      | 'fast-reverse'
    >;

/** What a request for a GOP finds. */
export type GopStep = CursorStep & { readonly state: PlaybackState; readonly speedStep: number };

const maxSpeedStep = 8;
const secondMs = 1_000;
const plainForward: Motion = { direction: 1, jumpMs: 0 };

/**
 * The playback of one UID from its first MASK to STOP: which cameras, in which direction, and where each one goes on
 * (E.3). Every camera has its own position, as each is asked for alone; a command with a time sets them all.
 */
export class PlaybackControl {
  readonly #behaviour: RecordingsBehaviour;
  readonly #cursors = new Map<number, PlaybackCursor>();
  /** Where the sound of a camera goes on: a whole second. */
  readonly #sounds = new Map<number, number>();
  /** Where the pictures of a camera went on when PLAY came: its sound begins there, however late it is asked for. */
  #starts: ReadonlyMap<number, PlaybackCursor> = new Map();
  #cameras: ReadonlySet<number> = new Set();
  #state: PlaybackState = 'armed';
  #speedStep = 0;
  /** Where cameras begin that have no position of their own. */
  #base: PlaybackCursor | undefined;

  constructor(behaviour: RecordingsBehaviour) {
    this.#behaviour = behaviour;
  }

  get state(): PlaybackState {
    return this.#state;
  }

  /** 1 to 8 in fast forward and reverse, else 0. */
  get speedStep(): number {
    return this.#speedStep;
  }

  /** The cameras of the mask. */
  get cameras(): ReadonlySet<number> {
    return this.#cameras;
  }

  /** Does what `hdrctl.cgi` says; STOP ends the whole object and is no matter of it. */
  take(command: Exclude<PlaybackCommand, { command: 'stopPlayback' }>): void {
    switch (command.command) {
      case 'mask':
        this.#cameras = new Set(command.mask.cameras);
        this.#enter('armed');
        return;
      case 'play':
        this.#enter('play');
        return;
      case 'goToDate':
        this.#enter('play');
        this.#moveTo({ kind: 'near', ms: command.timeMs });
        return;
      case 'reversePlay':
        this.#enter('reverse');
        this.#reverse(command.timeMs);
        return;
      case 'pause':
        this.#enter('pause');
        this.#moveTo({ kind: 'past', ms: command.timeMs });
        return;
      case 'nextFrame':
      case 'previousFrame':
        this.#enter(command.command === 'nextFrame' ? 'next-image' : 'previous-image');
        this.#moveTo({ kind: 'past', ms: command.timeMs });
        return;
      case 'fastForward':
      case 'fastReverse':
        this.#speedUp(command.command === 'fastForward' ? 'fast-forward' : 'fast-reverse');
        this.#moveTo({ kind: 'past', ms: command.timeMs });
        return;
    }
  }

  /** The next GOP of a camera, and moves on. */
  nextGop(camera: number, timeline: RecordedTimeline): GopStep {
    const step = followCursor(
      timeline,
      this.#cursorOf(camera, timeline),
      this.#motion(),
      this.#behaviour,
    );
    this.#cursors.set(camera, step.next);
    return { ...step, state: this.#state, speedStep: this.#speedStep };
  }

  /**
   * The next second of a camera's sound, and moves on; `undefined` where nothing is recorded, and in all directions but
   * forward at normal speed.
   */
  nextSound(camera: number, timeline: RecordedTimeline): number | undefined {
    if (this.#state !== 'play') {
      return undefined;
    }
    const start = this.#starts.get(camera) ?? this.#startOf(timeline);
    const fromMs = this.#sounds.get(camera) ?? wholeSecond(momentOf(timeline, start, plainForward));
    const cursor: PlaybackCursor = { kind: 'at', ms: fromMs };
    const { gop, next } = followCursor(timeline, cursor, plainForward, this.#behaviour);
    const foundMs = gop && wholeSecond(gop.startMs);
    this.#sounds.set(camera, foundMs === undefined ? wholeSecond(next.ms) : foundMs + secondMs);
    return foundMs;
  }

  #enter(state: PlaybackState): void {
    this.#state = state;
    this.#speedStep = 0;
    this.#sounds.clear();
    this.#starts = new Map(this.#cursors);
  }

  #speedUp(state: 'fast-forward' | 'fast-reverse'): void {
    const before = this.#state === state ? this.#speedStep : 0;
    this.#enter(state);
    this.#speedStep = Math.min(maxSpeedStep, before + 1);
  }

  #moveTo(cursor: PlaybackCursor): void {
    this.#base = cursor;
    this.#cursors.clear();
    this.#starts = new Map();
  }

  #reverse(timeMs: number): void {
    const cursor: PlaybackCursor = { kind: 'past', ms: timeMs };
    if (this.#behaviour.reverseFrom === 'timef' || this.#cursors.size === 0) {
      this.#moveTo(cursor);
    } else {
      this.#base = cursor;
    }
  }

  #motion(): Motion {
    const isBack =
      this.#state === 'reverse' ||
      this.#state === 'previous-image' ||
      this.#state === 'fast-reverse';
    return {
      direction: isBack ? -1 : 1,
      jumpMs: this.#speedStep === 0 ? 0 : 2 ** this.#speedStep * secondMs,
    };
  }

  #cursorOf(camera: number, timeline: RecordedTimeline): PlaybackCursor {
    return this.#cursors.get(camera) ?? this.#startOf(timeline);
  }

  /** On a UID that was nowhere before, PLAY begins at an end of the recordings. */
  #startOf(timeline: RecordedTimeline): PlaybackCursor {
    if (this.#base !== undefined) {
      return this.#base;
    }
    const end =
      this.#behaviour.playFrom === 'oldest'
        ? timeline.firstFrom(-Infinity)
        : timeline.lastUpTo(Infinity);
    return { kind: 'at', ms: end?.startMs ?? 0 };
  }
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / secondMs) * secondMs;
}
