import type { RecorderTransport } from '../config/config.js';
import type { ListedCamera } from '../recorders/camera-list.js';
import type { LiveAttempt, LivePolicy, LiveTransport, LiveVideo } from './live-model.js';

/** What a camera may be tried with: what the configuration fixes is not varied. */
export function livePolicy(
  transport: RecorderTransport | undefined,
  codec: ListedCamera['codec'] | undefined,
  firstPacketMs: number,
): LivePolicy {
  return {
    transport: transport === 'rtp' || transport === 'http' ? transport : 'auto',
    video: codec === 'h264' ? 'H264' : codec === 'h265' ? 'H265' : 'auto',
    firstPacketMs,
  };
}

/** What to try first: what worked last for this recorder and this camera. */
export function bestGuess(
  { transport, video }: LivePolicy,
  preferred: LiveTransport,
  lastVideo: LiveVideo | undefined,
): LiveAttempt {
  return {
    transport: transport === 'auto' ? preferred : transport,
    video: video === 'auto' ? (lastVideo ?? 'H264') : video,
    fallback: 'none',
  };
}

/** Why a camera need not be asked for at all, in words. */
export function whyUnavailable(listed: ListedCamera | undefined): string | undefined {
  if (listed?.connection === 'unregistered') {
    return 'no camera is registered under this number in the recorder';
  }
  return listed?.codec === 'jpeg'
    ? 'this camera is configured to send JPEG, which this gateway does not bring to a browser yet'
    : undefined;
}
