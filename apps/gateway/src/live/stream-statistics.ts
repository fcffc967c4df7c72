import type { LiveStatistics } from '@casement/contract';
import { audioFormatWords } from '@casement/media';
import type { AudioFormat, VideoDescription } from '@casement/media';
import type { Received } from '../media/received.js';
import type { LiveState } from './live-model.js';

const names = { h264: 'H.264', h265: 'H.265', jpeg: 'JPEG' } as const;

/** The figures of a camera's upstream, as the contract shows them. */
export function streamStatistics(
  state: LiveState,
  received: Received,
  video: VideoDescription | undefined,
  audio: AudioFormat | undefined,
): LiveStatistics {
  const attempt = 'attempt' in state ? state.attempt : undefined;
  const isRunning = state.name === 'running';
  return {
    transport: attempt?.transport ?? null,
    codec: video === undefined ? null : videoInWords(video),
    codecString: video?.codecString ?? null,
    reorders: video?.reorders ?? null,
    audio: audio === undefined ? null : audioFormatWords(audio),
    width: video?.width ?? null,
    height: video?.height ?? null,
    fps: isRunning ? round(received.fps) : null,
    bitsPerSecond: isRunning ? Math.round(received.bitsPerSecond) : null,
    packetsReceived: received.packets,
    packetsLost: received.lost,
  };
}

/** Such as "H.264 High", "JPEG". */
export function videoInWords({
  codec,
  profile,
}: Pick<VideoDescription, 'codec' | 'profile'>): string {
  return `${names[codec]} ${profile}`.trim();
}

function round(fps: number): number {
  return Math.round(fps * 10) / 10;
}
