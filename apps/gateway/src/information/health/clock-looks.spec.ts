import { ManualClock } from '../../net/testing/manual-clock.js';
import type { DirectoryChange, RecorderDirectory } from '../../recorders/recorder-directory.js';
import { FakeCameras } from '../../viewing/testing/fake-camera.js';
import { ClockLooks } from './clock-looks.js';

const minuteMs = 60_000;

describe('ClockLooks', () => {
  let clock: ManualClock;
  let cameras: FakeCameras;
  let looks: ClockLooks;
  let view: { state: string; asleepSince: string | null; clockOffsetMs: number | null };
  let connections: readonly string[];
  let recorder: object;
  let listeners: Set<(change: DirectoryChange) => void>;

  const opened = (): object => ({
    config: { id: 'hq' },
    get cameras() {
      return connections.map((connection, index) => ({ number: index + 1, connection }));
    },
  });
  const watches = (): number[] => cameras.cameras.map((camera) => camera.watches);
  const tell = (id = 'hq'): void =>
    listeners.forEach((listener) => listener({ what: 'recorder', id }));

  beforeEach(() => {
    clock = new ManualClock();
    cameras = new FakeCameras();
    view = { state: 'online', asleepSince: null, clockOffsetMs: null };
    connections = ['error', 'ok'];
    listeners = new Set();
    recorder = opened();
    const directory = {
      view: (id: string) => (id === 'hq' ? view : undefined),
      find: (id: string) => (id === 'hq' ? recorder : undefined),
      onChange: (listener: (change: DirectoryChange) => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    looks = new ClockLooks(directory as unknown as RecorderDirectory, cameras, clock);
  });

  it('opens a connected camera until the clock is known, once for all who ask', () => {
    looks.begin('hq');
    looks.begin('hq');
    expect(watches()).toEqual([0, 1]);
    tell();
    tell('other');
    expect(watches()).toEqual([0, 1]);
    view.clockOffsetMs = 120_000;
    tell();
    expect([watches(), listeners.size]).toEqual([[0, 0], 0]);
    looks.begin('hq');
    expect(watches()).toEqual([0, 0]);
  });

  it('gives up on a camera that does not come, and tries again ten minutes later', async () => {
    looks.begin('hq');
    await clock.advance(20_000);
    expect([watches(), listeners.size]).toEqual([[0, 0], 0]);
    looks.begin('hq');
    expect(watches()).toEqual([0, 0]);
    await clock.advance(10 * minuteMs);
    looks.begin('hq');
    expect(watches()).toEqual([0, 1]);
    // With other settings it is another recorder.
    recorder = opened();
    looks.begin('hq');
    expect(watches()).toEqual([0, 2]);
    await clock.advance(20_000);
    expect(watches()).toEqual([0, 0]);
  });

  it.each<[string, () => unknown]>([
    ['away', () => (view.state = 'offline')],
    ['asleep', () => (view.asleepSince = '2026-11-22T00:00:00Z')],
    ['of a known clock', () => (view.clockOffsetMs = 0)],
    ['without a connected camera', () => (connections = ['error', 'unregistered'])],
    ['without a camera that can be watched', () => (connections = ['error', 'error', 'ok'])],
  ])('leaves a recorder alone that is %s', (_what, change) => {
    change();
    looks.begin('hq');
    expect(watches()).toEqual([0, 0]);
  });

  it('ends with the recorder, and with the gateway', async () => {
    looks.begin('hq');
    view.state = 'offline';
    tell();
    expect(watches()).toEqual([0, 0]);
    view.state = 'online';
    await clock.advance(10 * minuteMs);
    looks.begin('hq');
    expect(watches()).toEqual([0, 1]);
    looks.beforeApplicationShutdown();
    expect([watches(), listeners.size]).toEqual([[0, 0], 0]);
    looks.begin('unknown');
    expect(watches()).toEqual([0, 0]);
  });
});
