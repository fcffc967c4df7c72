import { concatBytes, fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { jpegPicture } from '../fixtures/jpeg-pictures.js';
import { videoClockRateHz } from '../rtp/media-time.js';
import { Timeline } from '../rtp/timeline.js';
import { JpegReceiver } from './jpeg-receiver.js';
import type { JpegReceiverOptions } from './jpeg-receiver.js';
import type { JpegPictureInfo, JpegSink } from './jpeg-sink.js';

class Pictures implements JpegSink {
  readonly seen: (JpegPictureInfo & { readonly bytes: Uint8Array })[] = [];
  placeholders = 0;

  picture(bytes: Uint8Array, info: JpegPictureInfo): void {
    this.seen.push({ ...info, bytes: bytes.slice() });
  }

  placeholder(): void {
    this.placeholders += 1;
  }
}

function setUp(options: Partial<JpegReceiverOptions> = {}) {
  const sink = new Pictures();
  return { sink, receiver: new JpegReceiver({ sink, ...options }) };
}

describe('JpegReceiver', () => {
  it('hands pictures on with size and time', () => {
    const { sink, receiver } = setUp();
    const picture = jpegPicture();
    receiver.push(picture, 1_000);
    receiver.push(picture, 1_200);
    expect(sink.seen).toEqual([
      { bytes: picture, timestamp90k: 0, arrivalMs: 1_000, width: 640, height: 360 },
      { bytes: picture, timestamp90k: 18_000, arrivalMs: 1_200, width: 640, height: 360 },
    ]);
    expect(receiver.video).toEqual({
      codec: 'jpeg',
      width: 640,
      height: 360,
      codecString: 'jpeg',
      reorders: false,
      profile: 'Baseline',
    });
    expect(receiver.statistics).toMatchObject({
      packets: 2,
      accessUnits: 2,
      randomAccessUnits: 2,
      discardedAccessUnits: 0,
      codec: 'jpeg',
      lost: 0,
    });
  });

  it('describes the video anew when size or kind change, and only then', () => {
    const { receiver } = setUp();
    receiver.push(jpegPicture(), 0);
    const first = receiver.video;
    receiver.push(jpegPicture({ tables: 1 }), 100);
    expect(receiver.video).toBe(first);
    receiver.push(jpegPicture({ width: 1_280, height: 720 }), 200);
    expect(receiver.video).toMatchObject({ width: 1_280, height: 720 });
    receiver.push(jpegPicture({ width: 1_280, height: 720, frameMarker: 0xc2 }), 300);
    expect(receiver.video?.profile).toBe('Progressive');
  });

  it('JP05: tells a placeholder and does not show it', () => {
    const { sink, receiver } = setUp();
    receiver.push(jpegPicture({ width: 39, height: 37 }), 0);
    expect(sink).toMatchObject({ seen: [], placeholders: 1 });
    expect(receiver.statistics.defects['jpeg-placeholder']).toBe(1);
    expect(receiver.video).toBeUndefined();
  });

  it.each([
    { name: 'without an end', bytes: jpegPicture().subarray(0, -2), defect: 'jpeg-without-end' },
    {
      name: 'that claims to be larger than any camera sends',
      bytes: jpegPicture({ width: 65_535, height: 65_535 }),
      defect: 'jpeg-too-large',
    },
    { name: 'that is none', bytes: fromHex('00ffd8ffd9'), defect: 'jpeg-malformed' },
    { name: 'without a byte', bytes: new Uint8Array(), defect: 'jpeg-malformed' },
    {
      name: 'that is too large',
      bytes: jpegPicture({ dataBytes: 3_000 }),
      defect: 'jpeg-too-large',
    },
  ] as const)('drops and counts a picture $name', ({ bytes, defect }) => {
    const { sink, receiver } = setUp({ maxPictureBytes: 2_000 });
    receiver.push(bytes, 0);
    receiver.push(jpegPicture(), 40);
    expect(sink.seen).toHaveLength(1);
    expect(receiver.statistics.defects[defect]).toBe(1);
    expect(receiver.statistics).toMatchObject({ discardedAccessUnits: 1, accessUnits: 1 });
  });

  it('leaves padding behind the picture out', () => {
    const { sink, receiver } = setUp();
    receiver.push(concatBytes([jpegPicture(), new Uint8Array(600)]), 0);
    expect(sink.seen[0]?.bytes).toEqual(jpegPicture());
  });

  it('estimates pictures and bits per second', () => {
    const { receiver } = setUp();
    for (let picture = 0; picture < 10; picture += 1) {
      receiver.push(jpegPicture(), 5_000 + picture * 200);
    }
    receiver.tick(7_000);
    expect(receiver.statistics.fps).toBeCloseTo(5, 5);
    receiver.tick(60_000);
    expect(receiver.statistics).toMatchObject({ fps: 0, bitsPerSecond: 0 });
  });

  it('goes on with the timeline of pictures that came before', () => {
    const timeline = new Timeline({ clockRateHz: videoClockRateHz });
    timeline.place(3_000_000_000, 10_000);
    timeline.place(3_000_009_000, 10_100);
    const { sink, receiver } = setUp({ timeline });
    receiver.push(jpegPicture(), 10_200);
    receiver.push(jpegPicture(), 10_300);
    expect(sink.seen.map(({ timestamp90k }) => timestamp90k)).toEqual([18_000, 27_000]);
  });

  it('times always grow, whatever comes when', () => {
    const arrival = fc.tuple(
      fc.oneof(fc.constant(jpegPicture()), fc.uint8Array({ maxLength: 30 })),
      fc.integer({ min: -1_000, max: 100_000 }),
    );
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 40 }), (arrivals) => {
        const { sink, receiver } = setUp();
        arrivals.forEach(([bytes, nowMs]) => receiver.push(bytes, nowMs));
        const times = sink.seen.map(({ timestamp90k }) => timestamp90k);
        expect(times.every((time, at) => at === 0 || time > (times[at - 1] ?? time))).toBe(true);
        expect(receiver.statistics.packets).toBe(arrivals.length);
      }),
      { numRuns: 200 },
    );
  });
});
