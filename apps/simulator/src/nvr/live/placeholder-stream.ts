import { concatBytes } from '@casement/bytes';
import { createExtensionWriter } from '../recorder-clock.js';
import type { RecorderClock } from '../recorder-clock.js';
import { writeJpegChunk } from './jpeg-chunks.js';
import type { LiveTransport, TransportStatistics } from './live-transport.js';
import { placeholderJpeg } from './placeholder-jpeg.js';

/** How often the picture that says "no picture" comes. */
const pauseMs = 1_000;

/**
 * What a real recorder sends as JPEG for a camera that has none: the same tiny picture again and again,
 * each behind a chunk with the recorder's TLVs (B27, layout B.8).
 */
export class PlaceholderStream {
  readonly camera: number;
  readonly #transport: LiveTransport;
  readonly #clock: RecorderClock;
  readonly #tlvsAt: (recorderMs: number) => Uint8Array;
  readonly #timer: NodeJS.Timeout;

  constructor(camera: number, transport: LiveTransport, clock: RecorderClock) {
    this.camera = camera;
    this.#transport = transport;
    this.#clock = clock;
    this.#tlvsAt = createExtensionWriter(camera, clock);
    this.#timer = setInterval(() => this.#send(), pauseMs);
    this.#send();
  }

  get kind(): LiveTransport['kind'] {
    return this.#transport.kind;
  }

  get statistics(): TransportStatistics {
    return this.#transport.statistics;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#transport.close();
  }

  #send(): void {
    const chunk = writeJpegChunk(this.#tlvsAt(this.#clock.nowMs()));
    this.#transport.send([concatBytes([chunk, placeholderJpeg])], true);
  }
}
