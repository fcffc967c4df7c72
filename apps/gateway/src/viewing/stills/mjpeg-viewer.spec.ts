import { ManualClock } from '../../net/testing/manual-clock.js';
import { jpegUnit } from '../testing/units.js';
import { MjpegViewer } from './mjpeg-viewer.js';
import type { PictureSink } from './mjpeg-viewer.js';

/** An HTTP answer whose client reads when a test says so. */
class SlowSink implements PictureSink {
  readonly chunks: Buffer[] = [];
  reads = true;
  isDestroyed = false;
  #drain: (() => void) | undefined;

  write(data: string | Uint8Array): boolean {
    this.chunks.push(Buffer.from(data as string));
    return this.reads;
  }

  once(_event: 'drain', listener: () => void): void {
    this.#drain = listener;
  }

  destroy(): void {
    this.isDestroyed = true;
  }

  drain(): void {
    this.reads = true;
    this.#drain?.();
  }

  /** The numbers of the pictures. */
  get pictures(): number[] {
    return this.chunks.filter((chunk) => chunk[0] === 0xff).map((chunk) => chunk[2] ?? -1);
  }
}

describe('MjpegViewer', () => {
  let sink: SlowSink;
  let clock: ManualClock;
  let viewer: MjpegViewer;
  let skipped: number;
  beforeEach(() => {
    sink = new SlowSink();
    clock = new ManualClock();
    skipped = 0;
    viewer = new MjpegViewer(sink, {
      fps: 5,
      clock,
      onSent: () => undefined,
      onSkipped: () => (skipped += 1),
    });
  });

  it('writes parts that end with the boundary, so that each is shown when it is there', () => {
    viewer.picture(jpegUnit(1, 8));
    const text = Buffer.concat(sink.chunks).toString('latin1');
    expect(text).toMatch(
      /^--casement-picture\r\nContent-Type: image\/jpeg\r\nContent-Length: 8\r\nX-Timestamp: [-\d.]+\r\n\r\n\xff\xd8.{4}\xff\xd9\r\n--casement-picture\r\n$/s,
    );
    viewer.picture(jpegUnit(3, 8));
    const both = Buffer.concat(sink.chunks).toString('latin1');
    expect(both.match(/--casement-picture\r\n/g)).toHaveLength(3);
  });

  it('leaves out what is above the frame rate', () => {
    [0, 1, 2, 3, 4, 5].forEach((index) => viewer.picture(jpegUnit(index)));
    expect(sink.pictures).toEqual([0, 2, 4]);
    expect(skipped).toBe(0);
  });

  it('sends the newest when a slow client is ready again', () => {
    sink.reads = false;
    [0, 2, 4, 6].forEach((index) => viewer.picture(jpegUnit(index)));
    expect(sink.pictures).toEqual([0]);
    sink.drain();
    expect(sink.pictures).toEqual([0, 6]);
    expect(skipped).toBe(2);
  });

  it('gives a client up that takes nothing for 30 s', async () => {
    sink.reads = false;
    viewer.picture(jpegUnit(0));
    await clock.advance(29_000);
    expect(sink.isDestroyed).toBe(false);
    await clock.advance(1_000);
    expect(sink.isDestroyed).toBe(true);
  });

  it('has nothing left when the client has gone', async () => {
    sink.reads = false;
    viewer.picture(jpegUnit(0));
    viewer.picture(jpegUnit(2));
    viewer.end();
    sink.drain();
    await clock.advance(60_000);
    expect([sink.pictures, sink.isDestroyed]).toEqual([[0], false]);
  });
});
