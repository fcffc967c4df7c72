import fc from 'fast-check';
import { settle } from '../testing/fake-timers.js';
import { type EncodedFrame, FrameDecoder, type PictureDecoder } from './frame-decoder.js';

class FakePicture {
  closed = 0;
  readonly timestamp: number;

  constructor(timestamp: number) {
    this.timestamp = timestamp;
  }

  close(): void {
    this.closed += 1;
  }
}

/** A decoder that gives its pictures when the test says so. */
class FakeVideoDecoder implements PictureDecoder {
  state: CodecState = 'unconfigured';
  config: VideoDecoderConfig | undefined;
  readonly inside: EncodedVideoChunkInit[] = [];
  readonly init: VideoDecoderInit;

  constructor(init: VideoDecoderInit) {
    this.init = init;
  }

  get decodeQueueSize(): number {
    return this.inside.length;
  }

  configure(config: VideoDecoderConfig): void {
    this.config = config;
    this.state = 'configured';
  }

  decode(chunk: EncodedVideoChunk): void {
    this.inside.push(chunk as unknown as EncodedVideoChunkInit);
  }

  close(): void {
    this.state = 'closed';
  }

  gives(pictures: FakePicture[]): void {
    const chunk = this.inside.shift();
    if (chunk) {
      const picture = new FakePicture(chunk.timestamp);
      pictures.push(picture);
      this.init.output(picture as unknown as VideoFrame);
    }
  }

  breaks(): void {
    this.state = 'closed';
    this.init.error(new DOMException('decoding failed', 'EncodingError'));
  }
}

function decoder() {
  const world = { nowMs: 0 };
  const decoders: FakeVideoDecoder[] = [];
  const pictures: FakePicture[] = [];
  const bitmaps: { resolve: () => void; reject: () => void }[] = [];
  const drawn: number[] = [];
  const failures: string[] = [];
  const made = new FrameDecoder({
    createDecoder: (init) => {
      const next = new FakeVideoDecoder(init);
      decoders.push(next);
      return next;
    },
    createChunk: (init) => init as unknown as EncodedVideoChunk,
    createBitmap: () =>
      new Promise((resolve, reject) => {
        const picture = new FakePicture(0);
        pictures.push(picture);
        bitmaps.push({
          resolve: () => resolve(picture as unknown as ImageBitmap),
          reject: () => {
            picture.close();
            reject(new DOMException('no picture', 'InvalidStateError'));
          },
        });
      }),
    draw: (_picture, timeMs) => drawn.push(timeMs),
    onFailed: (words) => failures.push(words),
    nowMs: () => world.nowMs,
  });
  return { made, world, decoders, pictures, bitmaps, drawn, failures };
}

function frame(timeMs: number, change: Partial<EncodedFrame> = {}): EncodedFrame {
  return { isKey: false, gap: false, timeMs, data: new Uint8Array(4), ...change };
}
const key = (timeMs: number): EncodedFrame => frame(timeMs, { isKey: true });

describe('FrameDecoder', () => {
  it('decodes from the first key frame on, draws each picture once and closes it', () => {
    const { made, decoders, pictures, drawn } = decoder();
    made.start('avc1.4d401f');
    [frame(0), key(40), frame(80)].forEach((one) => made.push(one));
    decoders[0]?.gives(pictures);
    decoders[0]?.gives(pictures);
    expect(decoders[0]?.config).toEqual({ codec: 'avc1.4d401f', optimizeForLatency: true });
    expect(drawn).toEqual([40, 80]);
    expect(pictures.map(({ closed }) => closed)).toEqual([1, 1]);
    expect(made.dropped).toBe(1);
  });

  it('skips to the next key frame when it is more than a second behind', () => {
    const { made, world, decoders, pictures, drawn } = decoder();
    made.start('avc1.4d401f');
    made.push(key(0));
    made.push(frame(40));
    world.nowMs = 1_001;
    made.push(frame(80));
    made.push(key(1_000));
    expect(decoders.map(({ state }) => state)).toEqual(['closed', 'configured']);
    decoders[1]?.gives(pictures);
    expect(drawn).toEqual([1_000]);
  });

  it('does not take frames that wait for their order for a slow decoder', () => {
    const { made, world, decoders } = decoder();
    made.start('avc1.640028');
    made.push(key(0));
    decoders[0]?.inside.splice(0);
    world.nowMs = 5_000;
    made.push(frame(40));
    expect(decoders).toHaveLength(1);
    expect(decoders[0]?.inside).toHaveLength(1);
  });

  it('shows no pictures that refer to missing ones', () => {
    const { made, decoders } = decoder();
    made.start('avc1.4d401f');
    made.push(key(0));
    made.push(frame(40, { gap: true }));
    made.push(frame(80));
    expect(decoders[0]?.inside).toHaveLength(1);
    made.push(key(120));
    expect(decoders.at(-1)?.inside).toHaveLength(1);
  });

  it('begins anew after an error, and gives up after three', () => {
    const { made, decoders, failures } = decoder();
    made.start('avc1.4d401f');
    for (let error = 0; error < 3; error += 1) {
      made.push(key(error));
      decoders.at(-1)?.breaks();
    }
    made.push(key(9));
    expect(decoders).toHaveLength(3);
    expect(failures).toEqual(['This browser cannot decode the pictures (decoding failed)']);
  });

  it('closes what comes from a decoder that was replaced', () => {
    const { made, decoders, pictures, drawn } = decoder();
    made.start('avc1.4d401f');
    made.push(key(0));
    made.start('hvc1.1.6.L93.B0');
    decoders[0]?.gives(pictures);
    expect(drawn).toEqual([]);
    expect(pictures.map(({ closed }) => closed)).toEqual([1]);
  });

  it('decodes one JPEG at a time and keeps only the newest of those that wait', async () => {
    const { made, bitmaps, drawn, pictures } = decoder();
    made.start('jpeg');
    [0, 1, 2, 3].forEach((timeMs) => made.push(key(timeMs)));
    bitmaps[0]?.resolve();
    await settle();
    bitmaps[1]?.reject();
    await settle();
    made.push(key(4));
    bitmaps[2]?.resolve();
    await settle();
    expect(drawn).toEqual([0, 4]);
    expect(made.dropped).toBe(3);
    expect(pictures.map(({ closed }) => closed)).toEqual([1, 1, 1]);
  });

  it('leaves no picture open and never holds many frames, whatever comes', () => {
    const step = fc.oneof(
      fc.record({ isKey: fc.boolean(), gap: fc.boolean(), afterMs: fc.nat(400) }),
      fc.constantFrom('gives', 'breaks', 'start', 'none'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { made, world, decoders, pictures, drawn } = decoder();
        made.start('avc1.4d401f');
        for (const one of steps) {
          if (typeof one === 'object') {
            world.nowMs += one.afterMs;
            made.push(frame(world.nowMs, one));
          } else if (one === 'gives') {
            decoders.at(-1)?.gives(pictures);
          } else if (one === 'breaks') {
            decoders.at(-1)?.breaks();
          } else {
            made.start(one === 'start' ? 'avc1.640028' : null);
          }
          expect(decoders.filter(({ state }) => state === 'configured').length).toBeLessThan(2);
          expect(decoders.at(-1)?.inside.length ?? 0).toBeLessThan(100);
        }
        made.close();
        decoders.forEach((one) => one.gives(pictures));
        expect(pictures.every(({ closed }) => closed === 1)).toBe(true);
        expect(drawn.length).toBeLessThanOrEqual(pictures.length);
        expect(decoders.every(({ state }) => state === 'closed')).toBe(true);
      }),
    );
  });
});
