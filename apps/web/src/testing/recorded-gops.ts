import { TextDecoder, TextEncoder } from 'node:util';
import type { GopHeader, PlaybackClockMessage } from '@casement/contract';
import { HeldGop } from '../playback/picture/held-gop.js';

// jsdom has neither, and browsers have both.
Object.assign(globalThis, { TextDecoder, TextEncoder });

export type SampleGop = {
  readonly startMs: number;
  readonly count?: number;
  readonly intervalMs?: number;
  readonly bytesEach?: number;
} & Partial<Omit<GopHeader, 'pictures' | 'startMs'>>;

/** The header of a GOP of some pictures at even distances. */
export function sampleGopHeader({
  startMs,
  count = 5,
  intervalMs = 40,
  bytesEach = 4,
  ...change
}: SampleGop): GopHeader {
  return {
    generation: 1,
    startMs,
    endMs: startMs + count * intervalMs,
    codec: 'avc1.4d401f',
    width: 640,
    height: 360,
    alone: false,
    pictures: Array.from({ length: count }, (_, index) => ({
      timeMs: startMs + index * intervalMs,
      bytes: bytesEach,
      key: index === 0,
      show: true,
    })),
    ...change,
  };
}

/** Its data, as it comes behind the header. */
export function sampleGopData({ pictures }: GopHeader): Uint8Array<ArrayBuffer> {
  return new Uint8Array(pictures.reduce((sum, { bytes }) => sum + bytes, 0));
}

export function sampleGop(gop: SampleGop): HeldGop {
  const header = sampleGopHeader(gop);
  return new HeldGop(header, sampleGopData(header));
}

/** What a gateway says first. */
export const sampleClock: PlaybackClockMessage = {
  type: 'clock',
  generation: 1,
  running: false,
  state: 'paused',
  direction: 1,
  speed: 1,
  positionMs: 1_000,
  reason: null,
  camera: {
    number: 1,
    position: null,
    state: 'paused',
    reason: null,
    gap: null,
    video: 'h264',
    audio: null,
  },
};

/** Puts a binary message together as the gateway does. */
export function playbackMessage(
  kind: number,
  header: object,
  data: Uint8Array = new Uint8Array(0),
): ArrayBuffer {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const message = new Uint8Array(8 + json.length + data.length);
  message[0] = kind;
  new DataView(message.buffer).setUint32(4, json.length);
  message.set(json, 8);
  message.set(data, 8 + json.length);
  return message.buffer;
}

/** A decoded picture that counts how often it was closed. */
export class FakePicture {
  closed = 0;
  readonly displayWidth = 640;
  readonly displayHeight = 360;
  readonly timestamp: number;

  constructor(timestamp = 0) {
    this.timestamp = timestamp;
  }

  close(): void {
    this.closed += 1;
  }

  asFrame(): VideoFrame {
    return this as unknown as VideoFrame;
  }
}

/** A decoder that gives its pictures when the test says so. */
export class FakeGopDecoder {
  state: CodecState = 'unconfigured';
  config: VideoDecoderConfig | undefined;
  readonly inside: EncodedVideoChunkInit[] = [];
  readonly fed: EncodedVideoChunkInit[] = [];
  readonly init: VideoDecoderInit;
  readonly pictures: FakePicture[];
  /** So many chunks stay inside until it is flushed. */
  delay = 0;
  #flushed: (() => void)[] = [];

  constructor(init: VideoDecoderInit, pictures: FakePicture[] = []) {
    this.init = init;
    this.pictures = pictures;
  }

  get decodeQueueSize(): number {
    return Math.max(0, this.inside.length - this.delay);
  }

  configure(config: VideoDecoderConfig): void {
    this.config = config;
    this.state = 'configured';
  }

  decode(chunk: EncodedVideoChunk): void {
    this.inside.push(chunk as unknown as EncodedVideoChunkInit);
    this.fed.push(chunk as unknown as EncodedVideoChunkInit);
  }

  flush(): Promise<void> {
    return new Promise((resolve) => this.#flushed.push(resolve));
  }

  close(): void {
    this.state = 'closed';
    this.inside.length = 0;
  }

  /** Gives up to so many pictures. */
  gives(count: number): void {
    for (let given = 0; given < count && this.state === 'configured'; given += 1) {
      const isHeldBack = this.#flushed.length === 0 && this.inside.length <= this.delay;
      const chunk = isHeldBack ? undefined : this.inside.shift();
      if (chunk === undefined) {
        break;
      }
      const picture = new FakePicture(chunk.timestamp);
      this.pictures.push(picture);
      this.init.output(picture.asFrame());
    }
    if (this.inside.length === 0) {
      this.#flushed.splice(0).forEach((resolve) => resolve());
    }
  }

  breaks(words = 'decoding failed'): void {
    this.state = 'closed';
    this.init.error(new DOMException(words, 'EncodingError'));
  }
}
