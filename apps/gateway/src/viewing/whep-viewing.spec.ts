import { viewingSchema } from '@casement/contract';
import { createSharedRing } from '@casement/media';
import { FakeCamera, FakeConversions, formats } from './testing/fake-camera.js';
import { FakePlayer } from './testing/fake-player.js';
import { WhepViewing } from './whep-viewing.js';

const ring = (id: string) => createSharedRing(id, { maxBytes: 65_536, maxPackets: 64 });

describe('WhepViewing', () => {
  let camera: FakeCamera;
  let conversions: FakeConversions;
  beforeEach(() => {
    camera = new FakeCamera();
    conversions = new FakeConversions();
  });

  const open = (viewer = new FakePlayer()): WhepViewing =>
    new WhepViewing({
      viewer,
      camera,
      watch: camera.watch(),
      conversions,
      owner: 'session:anna',
    });

  it('plays what the camera sends, and lets go of everything at the end', () => {
    const viewer = new FakePlayer();
    const viewing = open(viewer);
    camera.video.format = formats.h264;
    camera.video.setRing(ring('source'));
    expect(viewer.played).toEqual([]);
    viewing.connected();
    expect(viewer.played.map((each) => each.ring.id)).toEqual(['source']);
    expect(viewing.view()).toMatchObject({ mode: 'all-pictures', converted: null, reason: null });
    camera.video.setRing(undefined);
    camera.video.setRing(ring('next'));
    expect(viewer.played.map((each) => each.ring.id)).toEqual(['source', 'next']);
    viewing.ended();
    expect([camera.watches, camera.video.takers, camera.video.listeners]).toEqual([0, 0, 0]);
  });

  it('goes over to a conversion when the codec changes, and back again', () => {
    const viewer = new FakePlayer();
    const viewing = open(viewer);
    camera.video.format = formats.h264;
    camera.video.setRing(ring('source'));
    conversions.made.h264.setRing(ring('converted'));
    viewing.connected();
    viewer.statistics = { ...viewer.statistics, mode: 'unsupported' };
    expect(viewing.mode).toBe('waiting');
    camera.video.format = formats.h265;
    expect(viewer.played.at(-1)?.ring.id).toBe('converted');
    expect(viewing.view().converted).toBe('H.265 converted to H.264');
    expect(conversions.made.h264.takers).toBe(1);
    camera.video.format = formats.h264;
    expect(viewer.played.at(-1)?.ring.id).toBe('source');
    expect([conversions.made.h264.takers, camera.video.takers]).toEqual([0, 1]);
  });

  it('leaves H.265 alone for who takes it', () => {
    const viewer = new FakePlayer('v', { video: new Set(['h264', 'h265']), audio: new Set() });
    const viewing = open(viewer);
    camera.video.format = formats.h265;
    camera.video.setRing(ring('source'));
    viewing.connected();
    expect(viewer.played.at(-1)?.ring.id).toBe('source');
    camera.video.format = { ...formats.h265, reorders: true };
    expect(viewing.view().converted).toContain('B pictures');
  });

  it('says why there is no picture and what would work instead', () => {
    const viewing = open();
    conversions.full = '1 of 1 conversions are running.';
    camera.video.format = formats.jpeg;
    const view = viewing.view();
    expect(viewingSchema.parse(view)).toEqual(view);
    expect(view).toMatchObject({
      mode: 'unsupported',
      reason: expect.stringContaining('1 of 1 conversions are running.'),
      ways: ['websocket-frames', 'mjpeg', 'snapshot'],
    });
    expect(viewing.refusal).toContain('1 of 1');
    expect(JSON.stringify(view)).not.toContain('anna');
  });

  it('knows from the last time what will be refused', () => {
    camera.lastVideo = formats.h265;
    conversions.full = 'ffmpeg is missing.';
    expect(open().refusal).toContain('ffmpeg is missing.');
    conversions.full = undefined;
    expect(open().refusal).toBeUndefined();
  });

  it('asks for sound only when the browser listens, and converts what it does not take', () => {
    const silent = open();
    silent.connected();
    expect(camera.audio.takers).toBe(0);
    const audio = new Set(['pcmu', 'pcma', 'opus'] as const);
    const viewer = new FakePlayer('v', { video: new Set(['h264']), audio });
    const viewing = open(viewer);
    viewing.connected();
    expect(camera.audio.takers).toBe(1);
    camera.audio.format = { codec: 'pcma', sampleRateHz: 8_000, channels: 1 };
    camera.audio.setRing(ring('g711'));
    expect(viewer.heard.at(-1)?.id).toBe('g711');
    conversions.made.opus.setRing(ring('opus'));
    camera.audio.format = { codec: 'aac', sampleRateHz: 48_000, channels: 2 };
    expect(viewer.heard.at(-1)?.id).toBe('opus');
    expect([camera.audio.takers, conversions.made.opus.takers]).toEqual([0, 1]);
    viewing.ended();
    expect(conversions.made.opus.takers).toBe(0);
  });

  it('says whether the camera has sound at all, once somebody asked it', () => {
    const viewing = open(new FakePlayer());
    const told = (['unknown', 'no', 'yes'] as const).map((known) => {
      camera.hasAudio = known;
      return viewing.view().hasSound;
    });
    expect(told).toEqual([null, false, true]);
  });

  it('is closed when the camera is gone', async () => {
    const viewer = new FakePlayer();
    open(viewer).connected();
    await camera.end('the camera is no longer there');
    expect(viewer.closedBecause).toBe('the camera is no longer there');
  });
});
