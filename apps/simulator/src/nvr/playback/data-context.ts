import type { RecorderCamera } from '../recorder-camera.js';
import type { Recorder } from '../recorder.js';
import type { PlaybackSession } from './playback-session.js';

/** For whom recorded data is made. */
export type DataContext = {
  readonly recorder: Recorder;
  readonly camera: RecorderCamera;
  readonly playback: PlaybackSession;
  /** To be called when the answer is through. */
  readonly ended: () => void;
};

/** How long the recorder takes for a piece of recorded data of the camera. */
export function dataDelayMs({ recorder, camera }: DataContext, ownMs: number): number {
  const slow = recorder.faults.take('slow-gop', { camera: camera.number });
  return ownMs + (slow?.delayMs ?? 0);
}

/** How much earlier than asked for recorded times are. */
export function clockShiftMs({ recorder, camera }: DataContext): number {
  const fault = recorder.faults.take('recorded-clock', { camera: camera.number });
  return fault === undefined ? 0 : -fault.seconds * 1000;
}
