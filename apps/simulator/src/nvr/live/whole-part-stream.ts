import type { FaultBoard } from '../../faults/fault-board.js';
import type { PacketSource } from './live-stream.js';
import type { LiveTransport, TransportStatistics } from './live-transport.js';
import type { RtpPicture } from './rtp-picture.js';

/**
 * A stream whose parts are no RTP packets: JPEGs, and sound over HTTP. Every picture or frame of its source is one part.
 * Of the faults of a network only `freeze` exists here, because HTTP loses nothing.
 */
export class WholePartStream {
  readonly camera: number;
  readonly #transport: LiveTransport;
  readonly #leave: () => void;

  /** @param bodyOf the part that is sent of a picture or frame */
  constructor(options: {
    readonly camera: number;
    readonly source: PacketSource;
    readonly transport: LiveTransport;
    readonly faults: FaultBoard;
    readonly bodyOf: (picture: RtpPicture) => Uint8Array;
  }) {
    const { camera, source, transport, faults, bodyOf } = options;
    this.camera = camera;
    this.#transport = transport;
    this.#leave = source.watch((picture) => {
      if (faults.take('freeze', { camera }) === undefined) {
        transport.send([bodyOf(picture)], picture.randomAccess);
      }
    });
  }

  get kind(): LiveTransport['kind'] {
    return this.#transport.kind;
  }

  get statistics(): TransportStatistics {
    return this.#transport.statistics;
  }

  /** Stops sending and ends the transport. */
  close(): void {
    this.#leave();
    this.#transport.close();
  }
}
