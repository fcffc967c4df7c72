import type { Camera, CameraLive } from '@casement/contract';
import type { ListedCamera } from '../recorders/camera-list.js';

/** A camera that nobody has watched yet. */
const idle: CameraLive = {
  state: 'idle',
  reason: null,
  viewers: 0,
  statistics: {
    transport: null,
    codec: null,
    width: null,
    height: null,
    fps: null,
    bitsPerSecond: null,
    packetsReceived: 0,
    packetsLost: 0,
  },
};

/** A camera as the contract shows it. Audio and PTZ are not looked at yet. */
export function cameraView(listed: ListedCamera, live: CameraLive = idle): Camera {
  const { number, name, connection, codec } = listed;
  const isSeen = live.statistics.codec !== null;
  return {
    number,
    name,
    connection,
    video: isSeen ? 'h264' : codec === 'auto' ? null : codec,
    audio: null,
    ptz: false,
    live,
  };
}
