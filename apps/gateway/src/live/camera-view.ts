import type { Camera, CameraLive } from '@casement/contract';
import type { ListedCamera } from '../recorders/camera-list.js';
import type { Remembered } from './camera-memory.js';

/** A camera that nobody has watched yet. */
const idle: CameraLive = {
  state: 'idle',
  reason: null,
  viewers: 0,
  statistics: {
    transport: null,
    codec: null,
    codecString: null,
    reorders: null,
    audio: null,
    width: null,
    height: null,
    fps: null,
    bitsPerSecond: null,
    packetsReceived: 0,
    packetsLost: 0,
  },
};

/**
 * A camera as the contract shows it; what came once goes before what is configured.
 *
 * @param hasRefused whether it refused to be moved. One that was set up with 256 steps of speed can be moved all the same:
 *   nobody sets that up for a fixed camera
 */
export function cameraView(
  listed: ListedCamera,
  known: Remembered,
  live: CameraLive = idle,
  hasRefused = false,
): Camera {
  const { number, name, connection, codec, sound } = listed;
  const configuredVideo = codec === 'auto' ? null : codec;
  const configuredAudio = sound.codec === 'auto' || sound.codec === 'off' ? null : sound.codec;
  return {
    number,
    name,
    connection,
    video: known.video ?? configuredVideo,
    audio:
      sound.codec === 'off' || known.audio === 'none' ? null : (known.audio ?? configuredAudio),
    ptz: listed.ptzScale === 256 || !hasRefused,
    live,
  };
}
