import type { MediaUnit, ViewerPlane } from '@casement/media';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { StreamUnavailableError } from '../../net/stream-requester.js';
import type { LiveViewer } from '../../viewing/live-cameras.js';
import { fakePlaybacks, person } from '../testing/fake-playbacks.js';
import { madeGop } from '../testing/kept-gops.js';
import { PacedCamera } from './paced-camera.js';
import { PacedLine } from './paced-line.js';

const anna = person('anna');
const at = '2026-11-20T12:00:00Z';
const startMs = Date.parse(at);

const bench = () => {
  const clock = new ManualClock();
  const { service, maker } = fakePlaybacks(clock);
  const { id } = service.create({ recorder: 'hq', cameras: [1], at }, anna);
  const open = service.findCamera(id, 1, anna);
  const [run] = maker.runs;
  if (run === undefined) {
    throw new Error('no playback was made');
  }
  const bugs: unknown[] = [];
  let rings = 0;
  const line = new PacedLine({
    open,
    camera: 1,
    sound: { codec: 'auto', law: 'mu', g726BitOrder: 'left' },
    clock,
    newRingId: () => `ring-${(rings += 1)}`,
    onBug: (error) => bugs.push(error),
  });
  const planes: ViewerPlane[] = [];
  const camera = new PacedCamera(open, 1, line, { planeFor: () => planes[0] });
  return { clock, run, open, line, camera, planes, bugs };
};

const viewer = (): LiveViewer & { closedBecause: string | undefined } => ({
  id: 'viewer',
  closedBecause: undefined,
  play: () => undefined,
  close(reason) {
    this.closedBecause = reason;
    return Promise.resolve();
  },
});

describe('PacedCamera', () => {
  it('is a camera of its own, whose pictures are known before somebody watches', () => {
    const { camera, run, line, planes } = bench();
    expect(camera.recorder).toBe('hq (playback playback-1)');
    expect(camera.lastVideo).toEqual({ codec: 'h264', reorders: false });
    expect(camera.hasAudio).toBe('unknown');
    expect(() => camera.plane()).toThrow(StreamUnavailableError);
    planes.push({} as ViewerPlane);
    expect(camera.plane()).toBe(planes[0]);
    expect([run.viewers.size, line.isUnused]).toEqual([0, true]);
  });

  it('says why it does not send recordings with B pictures', async () => {
    const { clock, camera, run, bugs } = bench();
    const watch = camera.watch();
    const units: MediaUnit[] = [];
    watch.video.units({ unit: (unit) => units.push(unit) });
    const gop = madeGop({ startMs, pictures: 4 });
    const places = [0, 3, 1, 2];
    const pictures = gop.pictures.map((it, i) => ({
      ...it,
      timeMs: startMs + 100 * (places[i] ?? i),
    }));
    run.give({ ...gop, pictures });
    await clock.advance(1_000);
    expect(watch.video.reason).toMatch(/B pictures, which WebRTC cannot carry/);
    expect([units, bugs]).toEqual([[], []]);
    watch.leave();
  });

  it('looks at the playback while somebody watches', async () => {
    const { clock, camera, run, open, line, bugs } = bench();
    const [one, two] = [camera.watch(), camera.watch()];
    expect([run.viewers.size, open.viewers]).toEqual([1, 1]);
    const rings: (string | undefined)[] = [];
    one.video.ring((ring) => rings.push(ring?.id));
    const units: MediaUnit[] = [];
    two.video.units({ unit: (unit) => units.push(unit) });
    expect(line.video.isConverted).toBe(true);
    run.give(madeGop({ startMs }));
    expect(one.video.format).toMatchObject({ codec: 'h264', width: 640, reorders: false });
    // The picture that stands still, and again for those who have come.
    await clock.advance(1_000);
    expect(units.length).toBeGreaterThanOrEqual(2);
    expect(units.every(({ randomAccess }) => randomAccess)).toBe(true);
    two.leave();
    expect([line.video.isConverted, run.viewers.size]).toEqual([false, 1]);
    one.leave();
    one.leave();
    expect([run.viewers.size, open.viewers, line.isUnused]).toEqual([0, 0, true]);
    const again = camera.watch();
    again.video.ring((ring) => rings.push(ring?.id));
    again.leave();
    expect(rings).toEqual(['ring-1', 'ring-2']);
    expect(bugs).toEqual([]);
  });

  it('asks for sound while somebody listens', () => {
    const { camera, line } = bench();
    const watch = camera.watch();
    expect(line.wantsSound).toBe(false);
    const stop = watch.audio.ring(() => undefined);
    expect(line.wantsSound).toBe(true);
    stop();
    expect(line.wantsSound).toBe(false);
    watch.leave();
  });

  it('tells why nothing comes, and ends with the playback', async () => {
    const { camera, run, line } = bench();
    const watch = camera.watch();
    const seen = viewer();
    watch.start(seen);
    const [state, playback, view] = [run.state, run.view, run.view.cameras[0]];
    if (view) {
      line.clock(state, playback, { ...view, state: 'gap', reason: 'no recording 03:10-03:40' });
    }
    expect(watch.video.reason).toBe('no recording 03:10-03:40');
    await run.close('the recorder was removed');
    expect(seen.closedBecause).toBe('the recorder was removed');
    expect(run.viewers.size).toBe(0);
    watch.leave();
    expect(() => camera.watch()).toThrow('the playback has ended');
    expect(line.isUnused).toBe(true);
  });
});
