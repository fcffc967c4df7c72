import type { Camera } from './camera.js';
import type { Playback } from './playback.js';
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
};

/** What a browser may ask over socket.io; alarms and playback add theirs here. */
export type ClientToServerEvents = Record<string, never>;
