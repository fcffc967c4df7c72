import type { Playback, PlaybackCommand } from '@casement/contract';
import { problems } from '../../errors/problems.js';
import type {
  ClockState,
  KeptGop,
  PlaybackAttachment,
  PlaybackOutput,
} from '../playback-output.js';
import { PlaybackMaker } from '../playback-run.js';
import type { PlaybackRun, PlaybackWanted } from '../playback-run.js';
import type { PreviewResult } from '../preview-search.js';

type Viewer = { readonly camera: number; readonly output: PlaybackOutput; ready: number };

/** A playback without recorder: a test gives it what comes. */
export class FakePlaybackRun implements PlaybackRun {
  readonly id: string;
  readonly recorder: string;
  readonly cameras: readonly number[];
  readonly wanted: PlaybackWanted;
  readonly commands: PlaybackCommand[] = [];
  readonly viewers = new Set<Viewer>();
  state: ClockState;
  endReason: string | undefined;
  /** What a preview comes to. */
  preview: (atMs: number, signal: AbortSignal) => Promise<PreviewResult> = () =>
    Promise.resolve('nothing');

  constructor(id: string, wanted: PlaybackWanted) {
    this.id = id;
    this.wanted = wanted;
    this.recorder = wanted.recorder.recorder;
    this.cameras = wanted.cameras;
    const { positionMs } = wanted;
    this.state = { running: false, direction: 1, speed: 1, positionMs, generation: 1 };
  }

  get view(): Playback {
    const { running, direction, speed, positionMs } = this.state;
    const position = new Date(positionMs).toISOString();
    const state = running ? 'playing' : 'paused';
    const isOver = this.endReason !== undefined;
    return {
      id: this.id,
      recorder: this.recorder,
      state: isOver ? 'stopped' : state,
      direction,
      speed,
      reason: this.endReason ?? null,
      position,
      clock: (this.wanted.with?.id ?? this.id) + '-clock',
      cameras: this.cameras.map((number) => ({
        number,
        position,
        state,
        reason: null,
        gap: null,
        video: 'h264',
        audio: null,
      })),
    };
  }

  command(command: PlaybackCommand): Promise<void> {
    this.commands.push(command);
    if (command.command === 'seek') {
      const positionMs = Date.parse(command.at ?? '');
      this.set({ positionMs, generation: this.state.generation + 1 });
    }
    return Promise.resolve();
  }

  attach(camera: number, output: PlaybackOutput): PlaybackAttachment {
    if (this.endReason !== undefined) {
      throw problems.conflict('playback-ended', 'the playback has ended');
    }
    const viewer: Viewer = { camera, output, ready: 0 };
    this.viewers.add(viewer);
    this.#tell(viewer);
    return {
      ready: () => {
        viewer.ready += 1;
      },
      leave: () => void this.viewers.delete(viewer),
    };
  }

  gopAt(_camera: number, atMs: number, signal: AbortSignal): Promise<PreviewResult> {
    return this.preview(atMs, signal);
  }

  close(reason: string): Promise<void> {
    if (this.endReason === undefined) {
      this.endReason = reason;
      this.viewers.forEach(({ output }) => output.closed(reason));
      this.wanted.onChange(this.view);
    }
    return Promise.resolve();
  }

  /** The clock stands otherwise. */
  set(state: Partial<ClockState>): void {
    this.state = { ...this.state, ...state };
    this.viewers.forEach((viewer) => this.#tell(viewer));
    this.wanted.onChange(this.view);
  }

  /** A GOP came. */
  give(gop: KeptGop): void {
    for (const { camera, output } of this.viewers) {
      if (camera === gop.camera && !output.isBehind) {
        output.gop(gop, this.state.generation);
      }
    }
  }

  #tell({ camera, output }: Viewer): void {
    const { view } = this;
    const found = view.cameras.find(({ number }) => number === camera);
    if (found) {
      output.clock(this.state, view, found);
    }
  }
}

/** Makes playbacks that a test can look at. */
export class FakePlaybackMaker extends PlaybackMaker {
  readonly runs: FakePlaybackRun[] = [];

  override make(wanted: PlaybackWanted): FakePlaybackRun {
    const run = new FakePlaybackRun(`playback-${this.runs.length + 1}`, wanted);
    this.runs.push(run);
    return run;
  }
}
