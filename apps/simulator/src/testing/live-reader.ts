import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { VideoReceiver } from '@casement/media';
import type { AccessUnit } from '@casement/media';
import { boundaryFromContentType, classifyLivePart, MultipartParser } from '@casement/protocol';
import { waitFor } from './wait-for.js';

/** Collects what arrives of a live stream: the packets as they are, and the pictures made of them. */
export class LiveReader {
  readonly packets: Uint8Array[] = [];
  readonly units: AccessUnit[] = [];
  readonly receiver: VideoReceiver;

  constructor(reorderWindow: number) {
    this.receiver = new VideoReceiver({ reorderWindow });
  }

  push(packet: Uint8Array): void {
    this.packets.push(packet);
    this.receiver.push(packet, performance.now());
    for (let unit = this.receiver.pull(); unit !== undefined; unit = this.receiver.pull()) {
      this.units.push(unit);
    }
  }

  /** Waits until so many pictures have come. */
  async pictures(count: number): Promise<readonly AccessUnit[]> {
    const wanted = this.units.length + count;
    await waitFor(`${count} pictures`, () => this.units.length >= wanted);
    return this.units;
  }
}

/** A live stream over HTTP, read with the multipart parser. */
export class HttpLiveReader extends LiveReader {
  readonly message: IncomingMessage;
  readonly parser: MultipartParser;
  ended = false;
  error: Error | undefined;

  constructor(message: IncomingMessage) {
    super(0);
    const boundary = boundaryFromContentType(message.headers['content-type'] ?? '');
    this.message = message;
    this.parser = new MultipartParser(boundary === undefined ? {} : { boundary });
    message.on('data', (chunk: Buffer) => this.#read(chunk));
    message.on('error', (error) => (this.error = error));
    message.on('close', () => (this.ended = true));
  }

  close(): void {
    this.message.destroy();
  }

  #read(chunk: Buffer): void {
    this.parser.push(chunk);
    for (let part = this.parser.pull(); part !== undefined; part = this.parser.pull()) {
      const live = classifyLivePart(part);
      if (live.kind === 'rtp') {
        this.push(live.bytes);
      }
    }
  }
}

/** A live stream over RTP: a bound port, and what arrives there. */
export class UdpLiveReader extends LiveReader {
  readonly #socket = createSocket('udp4');

  constructor() {
    super(16);
    this.#socket.on('message', (packet) => this.push(packet));
  }

  /** Binds a port and gives its number. */
  async bind(): Promise<number> {
    this.#socket.bind(0, '127.0.0.1');
    await once(this.#socket, 'listening');
    return this.#socket.address().port;
  }

  close(): void {
    this.#socket.close();
  }
}
