import type { Playback } from '@casement/contract';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { GopCache } from '../gop-cache.js';
import { PlaybackGroup } from '../playback-group.js';
import { PlaybackSession } from '../playback-session.js';
import { FakeRecorder } from './fake-recorder.js';
import type { FakeRecorderOptions } from './fake-recorder.js';
import { recordedSpan } from './recorded-gops.js';
import type { RecordedGop } from './recorded-gops.js';
import { RecordingOutput } from './recording-output.js';

/** Noon of some day: times of tests count from here. */
export const noonMs = Date.UTC(2026, 10, 20, 12);

/** A playback with everything around it. */
export type PlaybackBench = {
  readonly clock: ManualClock;
  readonly recorder: FakeRecorder;
  readonly cache: GopCache;
  readonly group: PlaybackGroup;
  readonly session: PlaybackSession;
  readonly output: RecordingOutput;
  readonly views: Playback[];
  readonly bugs: unknown[];
  /** What was told for the log. */
  readonly odd: string[];
  readonly sawGaps: { camera: number; fromMs: number; toMs: number }[];
  /** Another session, on the same or another clock. */
  join(more: {
    readonly id: string;
    readonly recorder?: FakeRecorder;
    readonly group?: PlaybackGroup;
    readonly cameras?: readonly number[];
  }): { session: PlaybackSession; output: RecordingOutput };
  /** Milliseconds since noon of the clock of the playback. */
  position(): number;
  /** Milliseconds since noon of the picture on screen of the first camera. */
  shown(): number | undefined;
  /** Runs and writes down every picture that is on screen, looking every 10 ms. */
  watch(ms: number, every?: number): Promise<number[]>;
};

/** Makes one: recordings of one camera from noon for ten minutes, paused at 12:01:00. */
export function playbackBench({
  recordings = new Map([[1, recordedSpan(noonMs, noonMs + 600_000)]]),
  atMs = noonMs + 60_000,
  maxBytes,
  cameras,
  clock = new ManualClock(noonMs + 3_600_000),
  ...options
}: Partial<FakeRecorderOptions> & {
  readonly recordings?: ReadonlyMap<number, readonly RecordedGop[]>;
  readonly atMs?: number;
  readonly maxBytes?: number;
  readonly cameras?: readonly number[];
  readonly clock?: ManualClock;
} = {}): PlaybackBench {
  const recorder = new FakeRecorder({ clock, recordings, ...options });
  const cache = new GopCache(maxBytes === undefined ? {} : { maxBytes });
  const group = new PlaybackGroup({ clock, positionMs: atMs });
  const views: Playback[] = [];
  const bugs: unknown[] = [];
  const odd: string[] = [];
  const sawGaps: { camera: number; fromMs: number; toMs: number }[] = [];
  const log = {
    saw: () => undefined,
    sawGap: (_recorder: string, camera: number, fromMs: number, toMs: number) => {
      sawGaps.push({ camera, fromMs: fromMs - noonMs, toMs: toMs - noonMs });
    },
  };
  const join: PlaybackBench['join'] = (more) => {
    const of = more.recorder ?? recorder;
    const session = new PlaybackSession({
      id: more.id,
      recorder: of,
      cameras: more.cameras ?? of.cameras,
      group: more.group ?? group,
      cache,
      log,
      clock,
      onChange: (view) => views.push(view),
      onBug: (error) => bugs.push(error),
      onOdd: (_camera, text) => odd.push(text),
    });
    const output = new RecordingOutput();
    session.attach(session.cameras[0] ?? 0, output);
    return { session, output };
  };
  const first = join({ id: 'p1', ...(cameras ? { cameras } : {}) });
  const position = (): number => group.state.positionMs - noonMs;
  const shown = (): number | undefined => {
    const ms = first.output.shows(group.state.positionMs);
    return ms === undefined ? undefined : ms - noonMs;
  };
  const watch = async (ms: number, every = 10): Promise<number[]> => {
    const seen: number[] = [];
    for (let at = 0; at < ms; at += every) {
      await clock.advance(every);
      const now = shown();
      if (now !== undefined && now !== seen.at(-1)) {
        seen.push(now);
      }
    }
    return seen;
  };
  return {
    clock,
    recorder,
    cache,
    group,
    ...first,
    views,
    bugs,
    odd,
    sawGaps,
    join,
    position,
    shown,
    watch,
  };
}
