import type { RecorderTransport } from '../config/config.js';
import type { ListedCamera } from '../recorders/camera-list.js';
import type { LiveAttempt, LivePolicy, LiveTransport, LiveVideo } from './live-model.js';

/** What is asked for to get pictures of a codec. */
export const videoOf = { h264: 'H264', h265: 'H265', jpeg: 'JPEG' } as const;

/** The codec that comes when it is asked for. */
export const codecOf = { H264: 'h264', H265: 'h265', JPEG: 'jpeg' } as const;

/** What a camera may be tried with: what the configuration fixes is not varied. */
export function livePolicy(
  transport: RecorderTransport | undefined,
  codec: ListedCamera['codec'] | undefined,
  firstPacketMs: number,
): LivePolicy {
  return {
    transport: transport === 'rtp' || transport === 'http' ? transport : 'auto',
    video: codec === undefined || codec === 'auto' ? 'auto' : videoOf[codec],
    firstPacketMs,
  };
}

/** What to try first: what worked last for this recorder and this camera. */
export function bestGuess(
  { transport, video }: LivePolicy,
  preferred: LiveTransport,
  lastVideo: LiveVideo | undefined,
): LiveAttempt {
  const wanted = video === 'auto' ? (lastVideo ?? 'H264') : video;
  const way = transport === 'auto' ? preferred : transport;
  return {
    transport: wanted === 'JPEG' ? 'http' : way,
    video: wanted,
    fallback: 'none',
    tried: [],
  };
}

/** Why a camera need not be asked for at all, in words. */
export function whyUnavailable(listed: ListedCamera | undefined): string | undefined {
  return listed?.connection === 'unregistered'
    ? 'no camera is registered under this number in the recorder'
    : undefined;
}
