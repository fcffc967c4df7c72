import type { LiveStatistics } from '@casement/contract';
import type { Sps } from '@casement/media';
import type { Received } from '../media/received.js';
import type { LiveState } from './live-model.js';

/** Names of the profiles that cameras use (ITU-T H.264 annex A.2). */
const profiles: Readonly<Record<number, string>> = {
  66: 'Baseline',
  77: 'Main',
  88: 'Extended',
  100: 'High',
  110: 'High 10',
  122: 'High 4:2:2',
  244: 'High 4:4:4',
};

/** The figures of a camera's upstream, as the contract shows them. */
export function streamStatistics(
  state: LiveState,
  received: Received,
  video: Sps | undefined,
): LiveStatistics {
  const attempt = 'attempt' in state ? state.attempt : undefined;
  const isRunning = state.name === 'running';
  return {
    transport: attempt?.transport ?? null,
    codec: video === undefined ? null : codecName(video),
    width: video?.width ?? null,
    height: video?.height ?? null,
    fps: isRunning ? round(received.fps) : null,
    bitsPerSecond: isRunning ? Math.round(received.bitsPerSecond) : null,
    packetsReceived: received.packets,
    packetsLost: received.lost,
  };
}

function codecName({ profileIdc }: Sps): string {
  const profile = profiles[profileIdc];
  return profile === undefined ? 'H.264' : `H.264 ${profile}`;
}

function round(fps: number): number {
  return Math.round(fps * 10) / 10;
}
