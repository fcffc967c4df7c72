import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { DownloadDefect, LineDefect } from '../../faults/download-defect.js';
import { lineDefects } from '../../faults/download-defect.js';
import type { Line } from '../../net/line.js';
import { multipartEnd, multipartPreamble } from '../live/multipart-form.js';
import type { MultipartStyle } from '../live/multipart-form.js';
import type { BytePace } from './byte-pace.js';
import { cutInto, writePartEnd, writePartHead } from './download-part.js';
import type { DownloadPart } from './download-part.js';
import type { DownloadsScenario } from './downloads-scenario.js';

/** What a transfer needs. */
export type DownloadTransferOptions = {
  readonly response: ServerResponse;
  readonly line: Line;
  readonly style: MultipartStyle;
  readonly headers: DownloadsScenario['headers'];
  readonly pace: BytePace;
  readonly defect: DownloadDefect | undefined;
  /** Called with bytes of files that went out. */
  readonly onBytes: (bytes: number) => void;
  /** Called when a part went out whole. */
  readonly onPart: (part: DownloadPart) => void;
};

/** Between the last byte and a reset. */
const resetDelayMs = 200;

/** Sends the parts of a download as fast as the pace and the client allow. */
export class DownloadTransfer {
  readonly #options: DownloadTransferOptions;
  readonly #abort = new AbortController();
  readonly #lineDefect: LineDefect | undefined;
  /** Bytes of the answer until the defect of the line comes. */
  #bytesLeft: number;

  constructor(options: DownloadTransferOptions) {
    this.#options = options;
    this.#lineDefect = lineDefects.find((known) => known === options.defect?.form);
    this.#bytesLeft =
      this.#lineDefect === undefined ? Infinity : (options.defect?.afterBytes ?? Infinity);
  }

  /** Tells whoever makes the parts that nobody wants them any more. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Ends it where it is. */
  stop(): void {
    this.#abort.abort();
  }

  /** @returns whether everything was sent and nobody stopped it */
  async send(parts: AsyncIterable<DownloadPart>): Promise<boolean> {
    const { response, style } = this.#options;
    try {
      await this.#write([Buffer.from(multipartPreamble(style), 'latin1')]);
      for await (const part of parts) {
        await this.#writePart(part);
      }
      await this.#write([Buffer.from(multipartEnd(style), 'latin1')]);
      this.signal.throwIfAborted();
      return true;
    } catch (error) {
      if (this.signal.aborted) {
        return false;
      }
      throw error;
    } finally {
      if (!response.destroyed) {
        response.end();
      }
    }
  }

  async #writePart(part: DownloadPart): Promise<void> {
    const { style, headers, onBytes, onPart } = this.#options;
    await this.#write([writePartHead(part, style, headers)]);
    await this.#write(part.body, onBytes);
    await this.#write([writePartEnd(style)]);
    onPart(part);
  }

  async #write(
    pieces: readonly Uint8Array[],
    onBytes: (bytes: number) => void = () => undefined,
  ): Promise<void> {
    for (const group of cutInto(pieces, this.#options.pace.pieceBytes)) {
      const bytes = Buffer.concat(group);
      await this.#writeNow(bytes.subarray(0, this.#bytesLeft));
      onBytes(Math.min(bytes.length, this.#bytesLeft));
      this.#bytesLeft -= bytes.length;
      if (this.#bytesLeft < 0) {
        await this.#break();
      }
    }
  }

  async #writeNow(bytes: Uint8Array): Promise<void> {
    const { response, pace } = this.#options;
    this.signal.throwIfAborted();
    const delayMs = pace.take(bytes.length);
    if (delayMs > 0) {
      await wait(delayMs, undefined, { signal: this.signal });
    }
    if (bytes.length > 0 && !response.write(bytes)) {
      await once(response, 'drain', { signal: this.signal });
    }
  }

  /** A reset takes back what the client has not read yet, so that it is given time for what was sent. */
  async #break(): Promise<never> {
    const { response, line } = this.#options;
    if (this.#lineDefect === 'stall') {
      await once(this.signal, 'abort');
    } else if (this.#lineDefect === 'reset') {
      await new Promise<void>((resolve) => response.write(new Uint8Array(), () => resolve()));
      await wait(resetDelayMs, undefined, { signal: this.signal });
      line.reset();
    }
    this.stop();
    throw new Error('the line of this download was broken on purpose');
  }
}
