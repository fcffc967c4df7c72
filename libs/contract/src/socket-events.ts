import type { Alarm } from './alarm.js';
import type { Camera } from './camera.js';
import type { Download } from './download.js';
import type { Playback } from './playback.js';
import type { PtzMove, PtzState } from './ptz.js';
import type { Recorder } from './recorder.js';

/** `camera-state`: one camera of one recorder as it is now. */
export type CameraStateEvent = { readonly recorder: string; readonly camera: Camera };

/** What the gateway tells a browser over socket.io at `<basePath>/socket.io`. */
export type ServerToClientEvents = {
  'recorder-state': (recorder: Recorder) => void;
  'recorder-removed': (event: { readonly id: string }) => void;
  'camera-state': (event: CameraStateEvent) => void;
  /** A playback of this user, at every change and once a second while it runs. */
  'playback-position': (playback: Playback) => void;
  /** A new alarm; each of them once and in the order of their numbers, however the connection behaves. */
  alarm: (alarm: Alarm) => void;
  /** An alarm that was told before is another now: acknowledged, closed, repeated, or its sender is known. */
  'alarm-changed': (alarm: Alarm) => void;
  /** A download of this user (of everybody for administrators), at every change and once a second while it runs. */
  'download-progress': (download: Download) => void;
  'download-removed': (event: { readonly id: string }) => void;
  /** Who drives a camera, and what it refused. */
  'ptz-state': (state: PtzState) => void;
};

/** What a browser may ask over socket.io. */
export type ClientToServerEvents = {
  /**
   * As POST `…/ptz`, quicker. Whoever is gone, or sends nothing for a second, no longer drives: the camera is stopped.
   * Answered with null, or with why not.
   */
  'ptz:move': (
    request: PtzMove & { readonly recorder: string; readonly camera: number },
    answer: (refusal: string | null) => void,
  ) => void;
  /** Sends every alarm after this number again, in order, and answers when they are sent; then go on as they come. */
  'alarms:resume': (
    request: { readonly after: number },
    answer: (result: { readonly latest: number }) => void,
  ) => void;
};
