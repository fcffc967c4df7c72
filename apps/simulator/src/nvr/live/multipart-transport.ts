import type { ServerResponse } from 'node:http';
import type { LiveTransport, TransportStatistics } from './live-transport.js';
import { multipartEnd, multipartPreamble, MultipartWriter } from './multipart-form.js';
import type { MultipartStyle } from './multipart-form.js';

/** What waits for a viewer at most: some seconds of a camera. A recorder has no memory for more. */
const maxBacklogBytes = 1_048_576;

/** A connection that breaks on purpose. */
export type PlannedReset = { readonly afterBytes: number; readonly reset: () => void };

/**
 * A live stream over HTTP, one part per packet (NVR 2.3.3, B19). A viewer that reads too slowly loses
 * whole pictures, and goes on with the next random access picture it has room for.
 */
export class MultipartTransport implements LiveTransport {
  readonly kind = 'http';
  readonly #response: ServerResponse;
  readonly #style: MultipartStyle;
  readonly #writer: MultipartWriter;
  readonly #plannedReset: PlannedReset | undefined;
  #waitsForRandomAccess = false;
  #packets = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(
    response: ServerResponse,
    contentType: string,
    style: MultipartStyle,
    plannedReset?: PlannedReset,
  ) {
    this.#response = response;
    this.#style = style;
    this.#writer = new MultipartWriter(style, contentType);
    this.#plannedReset = plannedReset;
    const preamble = multipartPreamble(style);
    if (preamble !== '') {
      response.write(preamble);
    }
  }

  get statistics(): TransportStatistics {
    return { packets: this.#packets, bytes: this.#bytes, droppedPackets: this.#dropped };
  }

  send(packets: readonly Uint8Array[], randomAccess: boolean): void {
    if (packets.length === 0 || !this.#isOpen()) {
      return;
    }
    const full = this.#response.writableLength > maxBacklogBytes;
    if (full || (this.#waitsForRandomAccess && !randomAccess)) {
      this.#waitsForRandomAccess = true;
      this.#dropped += packets.length;
      return;
    }
    this.#waitsForRandomAccess = false;
    this.#packets += packets.length;
    this.#write(this.#writer.write(packets));
  }

  close(): void {
    if (this.#isOpen()) {
      this.#response.end(multipartEnd(this.#style));
    }
  }

  #isOpen(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded;
  }

  /** The reset comes with the picture after the last byte, when the viewer has read what there is. */
  #write(bytes: Uint8Array): void {
    const left = (this.#plannedReset?.afterBytes ?? Number.POSITIVE_INFINITY) - this.#bytes;
    if (left <= 0) {
      this.#plannedReset?.reset();
      return;
    }
    this.#bytes += bytes.length;
    this.#response.write(bytes.length > left ? bytes.subarray(0, left) : bytes);
  }
}
