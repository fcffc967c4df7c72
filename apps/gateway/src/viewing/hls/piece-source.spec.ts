import { ManualClock } from '../../net/testing/manual-clock.js';
import { FakeCamera, FakeConversions, formats } from '../testing/fake-camera.js';
import { aacUnit, h264Unit } from '../testing/units.js';
import { PieceSource } from './piece-source.js';

describe('PieceSource', () => {
  let camera: FakeCamera;
  let conversions: FakeConversions;
  let clock: ManualClock;
  beforeEach(() => {
    camera = new FakeCamera();
    camera.video.format = formats.h264;
    conversions = new FakeConversions();
    clock = new ManualClock();
  });

  const open = (audio?: boolean): PieceSource => {
    const source = new PieceSource({
      camera,
      watch: camera.watch(),
      conversions,
      clock,
      query: { audio, video: ['h264', 'h265'] },
      listener: { piece: () => undefined, ended: () => undefined },
    });
    source.open();
    return source;
  };
  const begun = () =>
    conversions.remuxed && (conversions.remuxed.input.audio === undefined ? 'silent' : 'sound');

  it('begins at once for a camera without sound, and where nobody wants it', () => {
    open();
    expect(begun()).toBe('silent');
    camera.hasAudio = 'yes';
    conversions.remuxed = undefined;
    open(false);
    expect(begun()).toBe('silent');
    expect(camera.audio.takers).toBe(0);
  });

  it('leaves nothing behind when it ends with its first picture', () => {
    conversions.remux = (_camera, { video }) => {
      const stop = video.units({ unit: () => undefined });
      source.close();
      return stop;
    };
    const { video } = camera;
    const source: PieceSource = new PieceSource({
      camera,
      watch: camera.watch(),
      conversions,
      clock,
      query: { audio: false, video: ['h264'] },
      listener: { piece: () => undefined, ended: () => undefined },
    });
    source.open();
    expect([video.takers, video.listeners]).toEqual([0, 0]);
  });

  it('begins with the first sound', () => {
    camera.hasAudio = 'yes';
    const source = open();
    camera.video.put(h264Unit(0));
    expect(begun()).toBeUndefined();
    camera.audio.format = { codec: 'aac', sampleRateHz: 48_000, channels: 1 };
    camera.audio.put(aacUnit(0));
    expect(begun()).toBe('sound');
    expect([camera.video.takers, camera.audio.takers]).toEqual([1, 1]);
    source.close();
    expect([camera.video.takers, camera.audio.takers]).toEqual([0, 0]);
  });

  it('waits for sound as long as it makes sense, counted from the first picture', async () => {
    camera.hasAudio = 'unknown';
    open();
    await clock.advance(60_000);
    expect(begun()).toBeUndefined();
    camera.video.put(h264Unit(0));
    await clock.advance(4_000);
    expect(begun()).toBeUndefined();
    await clock.advance(500);
    expect(begun()).toBe('silent');
    expect(camera.audio.takers).toBe(0);
  });

  it('does not wait for sound that is known not to come', () => {
    camera.hasAudio = 'unknown';
    open();
    camera.audio.reason = 'the camera has no microphone';
    expect(begun()).toBe('silent');
  });

  it('waits for the conversion of other sound', () => {
    camera.hasAudio = 'yes';
    camera.audio.format = { codec: 'g726', sampleRateHz: 8_000, channels: 1 };
    open();
    expect([camera.audio.takers, conversions.made.aac.takers]).toEqual([0, 1]);
    conversions.made.aac.put(aacUnit(0));
    expect(begun()).toBe('sound');
    expect(conversions.made.aac.takers).toBe(1);
  });
});
