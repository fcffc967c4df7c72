import type { SoundHeader } from '@casement/contract';
import type { SoundState } from '../../player/player.js';
import { ClockFollower, type ClockState } from './clock-follower.js';
import { PlaybackSound } from './playback-sound.js';

class FakeSource {
  buffer: unknown = null;
  onended: (() => void) | null = null;
  readonly startedMs: number[] = [];
  stopped = 0;

  connect(): void {
    // Nothing listens.
  }
  disconnect(): void {
    // Nothing listens.
  }
  start(seconds: number): void {
    this.startedMs.push(Math.round(seconds * 1000));
  }
  stop(): void {
    this.stopped += 1;
  }
}

function sound(contextState: AudioContextState = 'running') {
  const sources: FakeSource[] = [];
  const copied: Float32Array[] = [];
  const states: SoundState[] = [];
  const world = { nowMs: 5_000 };
  const context = {
    state: contextState,
    currentTime: 2,
    destination: {},
    // What is heard now was laid 50 ms before what is laid now.
    getOutputTimestamp: () => ({ contextTime: 1.95, performanceTime: 5_000 }),
    resume: () => Promise.resolve(),
    createGain: () => ({
      gain: { value: 0, setTargetAtTime: () => undefined },
      connect: () => undefined,
      disconnect: () => undefined,
    }),
    createBuffer: () => ({ copyToChannel: (samples: Float32Array) => copied.push(samples) }),
    createBufferSource: () => {
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
  } as unknown as AudioContext;
  const clock = new ClockFollower();
  const made = new PlaybackSound({
    clock,
    nowMs: () => world.nowMs,
    onState: (state) => states.push(state),
    context: () => context,
  });
  const state: ClockState = {
    generation: 1,
    running: true,
    direction: 1,
    speed: 1,
    positionMs: 100_000,
  };
  const tell = (change: Partial<ClockState> = {}): void => {
    clock.take({ ...state, ...change }, world.nowMs);
    made.clock();
  };
  return { made, sources, copied, states, tell };
}

const header: SoundHeader = {
  generation: 1,
  startMs: 100_500,
  codec: 'pcmu',
  sampleRate: 8_000,
  channels: 1,
  description: null,
  frames: [
    { bytes: 160, samples: 160 },
    { bytes: 160, samples: 160 },
  ],
};
const data = new Uint8Array(320);

describe('PlaybackSound', () => {
  it('lays sound down so that it is heard when the clock is there', () => {
    const { made, sources, states, tell } = sound();
    made.hear(0.8);
    tell();
    made.push(header, data);
    // 500 ms ahead of the clock; what is heard now is at 1950 ms of the context.
    expect(sources.flatMap(({ startedMs }) => startedMs)).toEqual([2_450, 2_470]);
    expect(states).toEqual(['waiting', 'on']);
  });

  it.each([
    ['paused', { running: false }],
    ['in reverse', { direction: -1 }],
    ['at another speed', { speed: 2 }],
  ] as const)('is silent %s', (_, change) => {
    const { made, sources, tell } = sound();
    made.hear(0.8);
    tell();
    made.push(header, data);
    tell(change);
    made.push({ ...header, startMs: 101_000 }, data);
    expect(sources.map(({ stopped }) => stopped)).toEqual([1, 1]);
  });

  it('stops what was laid down, and takes nothing of before, after a jump', () => {
    const { made, sources, tell } = sound();
    made.hear(0.8);
    tell();
    made.push(header, data);
    tell({ generation: 2, positionMs: 200_000 });
    made.push(header, data);
    expect(sources.map(({ stopped }) => stopped)).toEqual([1, 1]);
    made.push({ ...header, generation: 2, startMs: 200_100 }, data);
    expect(sources).toHaveLength(4);
  });

  it('decodes nothing while nobody listens', () => {
    const { made, sources, tell, states } = sound();
    tell();
    made.push(header, data);
    expect([sources, states]).toEqual([[], []]);
  });

  it('tells that the browser wants a click first', () => {
    const { made, states, tell } = sound('suspended');
    made.hear(0.8);
    tell();
    made.push(header, data);
    expect(states.at(-1)).toBe('blocked');
  });

  it('reads samples of 16 bits, channels interleaved', () => {
    const { made, copied, tell } = sound();
    made.hear(0.8);
    tell();
    const samples = new Uint8Array([0x00, 0x40, 0x00, 0xc0, 0xff, 0x7f, 0x00, 0x80]);
    made.push(
      { ...header, codec: 'pcm-s16', channels: 2, frames: [{ bytes: 8, samples: 2 }] },
      samples,
    );
    expect(copied.map((channel) => [...channel])).toEqual([
      [0.5, 32_767 / 32_768],
      [-0.5, -1],
    ]);
  });

  it('stops everything when closed', () => {
    const { made, sources, tell } = sound();
    made.hear(0.8);
    tell();
    made.push(header, data);
    made.close();
    made.close();
    expect(sources.map(({ stopped }) => stopped)).toEqual([1, 1]);
  });
});
