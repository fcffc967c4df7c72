import { bandLayout, bandPixels, stripGeometry } from './band-layout.js';

describe('bandLayout', () => {
  it('has the geometry of 640x360', () => {
    expect(bandLayout(640, 360)).toEqual({
      width: 640,
      height: 360,
      widthInMbs: 40,
      bandHeightInMbs: 5,
      dotBlocks: 1,
      dotsAcross: 160,
      clockStrip: { start: 0, end: 6 },
      text: { start: 8, end: 15 },
      identityStrip: { start: 17, end: 20 },
      lamp: { columns: { start: 0, end: 3 }, rows: { start: 6, end: 17 } },
    });
  });

  it('has larger dots at 1920x1080', () => {
    expect(bandLayout(1920, 1080)).toMatchObject({
      bandHeightInMbs: 11,
      dotBlocks: 2,
      dotsAcross: 240,
      clockStrip: { start: 0, end: 18 },
      text: { start: 21, end: 35 },
      identityStrip: { start: 38, end: 44 },
    });
  });

  it.each([
    [320, 240],
    [352, 288],
    [480, 272],
    [640, 480],
    [768, 576],
    [1280, 720],
    [2560, 1440],
    [4096, 2304],
  ])('keeps rows in order and apart at %ix%i', (width, height) => {
    const layout = bandLayout(width, height);
    const { clockStrip, text, identityStrip, dotBlocks } = layout;
    expect(clockStrip.end * 4).toBeGreaterThanOrEqual(height / 15);
    expect(text.start - clockStrip.end).toBeGreaterThanOrEqual(dotBlocks);
    expect(identityStrip.start - text.end).toBeGreaterThanOrEqual(dotBlocks);
    expect(identityStrip.end - identityStrip.start).toBeGreaterThanOrEqual(2);
    expect(identityStrip.end).toBe(layout.bandHeightInMbs * 4);
    expect(bandPixels(layout) / height).toBeLessThan(0.28);
  });
});

describe('stripGeometry', () => {
  it('says where the strips are in fractions of the height', () => {
    expect(stripGeometry(640, 360)).toEqual({
      clock: { top: 0, height: 1 / 15 },
      identity: { top: 68 / 360, height: 12 / 360 },
      band: { top: 0, height: 80 / 360 },
      scene: { top: 96 / 360, height: 264 / 360 },
    });
  });
});
