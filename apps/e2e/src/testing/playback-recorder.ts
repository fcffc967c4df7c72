import type { Demo } from './demo.js';
import { until } from './until.js';

/** A playback command as the recorder took it. */
export type SentCommand = {
  readonly atMs: number;
  readonly uid: string;
  readonly command: string;
  /** TIMEF, UTC. */
  readonly time?: string;
  readonly cameras?: readonly number[];
};

/** What the simulated recorder says of playback, as far as tests look at it. */
export type RecorderPlaybackState = {
  readonly recorderTime: string;
  readonly uids: readonly {
    readonly uid: string;
    readonly playing: boolean;
    readonly playback: { readonly state: string; readonly mask: readonly number[] } | null;
  }[];
  readonly cameras: readonly {
    readonly number: number;
    readonly recorded: readonly { readonly from: string; readonly to: string }[];
  }[];
  readonly counters: {
    readonly requests: { readonly byStatus: Readonly<Record<string, number>> };
  };
  readonly playback: {
    readonly refused: number;
    readonly maxGopsInFlight: number;
    readonly bytes: number;
    readonly cameras: readonly {
      readonly camera: number;
      readonly gops: number;
      readonly empty: number;
      readonly sounds: number;
    }[];
    readonly commands: readonly SentCommand[];
  };
};

/** The recorder's side of playback. */
export class PlaybackRecorder {
  readonly #demo: Demo;
  #after = 0;

  constructor(demo: Demo) {
    this.#demo = demo;
  }

  async state(): Promise<RecorderPlaybackState> {
    return (await this.#demo.control('GET', 'state')) as RecorderPlaybackState;
  }

  /** The gap of a camera that is so long, milliseconds since 1970. */
  async gap(
    camera: number,
    lengthMs: number,
  ): Promise<{ readonly fromMs: number; readonly toMs: number }> {
    const { cameras } = await this.state();
    const recorded = cameras.find(({ number }) => number === camera)?.recorded ?? [];
    const found = recorded.slice(1).flatMap(({ from }, index) => {
      const [fromMs, toMs] = [Date.parse(recorded[index]!.to), Date.parse(from)];
      return toMs - fromMs === lengthMs ? [{ fromMs, toMs }] : [];
    });
    if (found[0] === undefined) {
      throw new Error(`camera ${camera} has no gap of ${lengthMs} ms`);
    }
    return found[0];
  }

  /** GOPs that were sent of a camera since the start. */
  async gopsOf(camera: number): Promise<number> {
    const { playback } = await this.state();
    return playback.cameras.find((each) => each.camera === camera)?.gops ?? 0;
  }

  /** From now on `commands` answers what comes after this moment. */
  async mark(): Promise<void> {
    const { playback } = await this.state();
    this.#after = playback.commands.at(-1)?.atMs ?? 0;
  }

  /** The playback commands since `mark`, in order. */
  async commands(): Promise<readonly SentCommand[]> {
    const { playback } = await this.state();
    return playback.commands.filter(({ atMs }) => atMs > this.#after);
  }

  /** Sets exactly these faults. */
  async faults(...faults: readonly object[]): Promise<void> {
    await this.#demo.control('PUT', 'faults', faults);
  }

  /** How often each fault that is set was met. */
  async hits(): Promise<number[]> {
    const faults = (await this.#demo.control('GET', 'faults')) as { hits: number }[];
    return faults.map(({ hits }) => hits);
  }

  /** UIDs that play back. */
  async playing(): Promise<number> {
    const { uids } = await this.state();
    return uids.filter(({ playback }) => playback !== null).length;
  }

  /** Resolves when no UID plays back: STOP was sent for each. */
  async untilIdle(limitMs = 30_000): Promise<void> {
    await until(
      'the recorder to play nothing back',
      limitMs,
      async () => (await this.playing()) === 0,
      () => this.state().then(({ uids }) => uids),
    );
  }
}
