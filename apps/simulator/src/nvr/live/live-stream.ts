import type { FaultBoard } from '../../faults/fault-board.js';
import { PacketChain } from '../../faults/packet-chain.js';
import type { Random } from '../../random.js';
import { DelayLine } from './delay-line.js';
import type { LiveTransport, TransportStatistics } from './live-transport.js';
import { RtpNumbering } from './rtp-numbering.js';
import type { RtpStart } from './rtp-numbering.js';
import type { RtpPicture } from './rtp-picture.js';

/** Something that makes packets while somebody watches: a camera's pictures or its sound. */
export type PacketSource = {
  /** Hands out everything from now on, until the returned function is called. */
  readonly watch: (sink: (picture: RtpPicture) => void) => () => void;
};

/** What a live stream is made of. */
export type LiveStreamOptions = {
  readonly camera: number;
  /** `undefined`: nothing ever comes. */
  readonly source: PacketSource | undefined;
  readonly transport: LiveTransport;
  readonly start: RtpStart;
  readonly faults: FaultBoard;
  readonly random: Random;
};

type Batch = { readonly packets: readonly Uint8Array[]; readonly randomAccess: boolean };

/** One camera on its way to one viewer: numbered, through the faults, into the transport. */
export class LiveStream {
  readonly camera: number;
  readonly #options: LiveStreamOptions;
  readonly #numbering: RtpNumbering;
  readonly #chain: PacketChain;
  readonly #delay: DelayLine<Batch>;
  #leave: (() => void) | undefined;

  constructor(options: LiveStreamOptions) {
    const { camera, faults, random, transport, start } = options;
    this.camera = camera;
    this.#options = options;
    this.#numbering = new RtpNumbering(start);
    this.#chain = new PacketChain(faults, camera, random);
    this.#delay = new DelayLine(({ packets, randomAccess }) =>
      transport.send(packets, randomAccess),
    );
  }

  get kind(): LiveTransport['kind'] {
    return this.#options.transport.kind;
  }

  get statistics(): TransportStatistics {
    return this.#options.transport.statistics;
  }

  /** Sends from the next picture on. */
  start(): void {
    this.#leave ??= this.#options.source?.watch((picture) => this.#send(picture));
  }

  /** Stops sending and ends the transport. */
  close(): void {
    this.#leave?.();
    this.#leave = undefined;
    this.#delay.close();
    this.#options.transport.close();
  }

  #send(picture: RtpPicture): void {
    const packets = this.#chain.push(this.#numbering.stamp(picture));
    this.#delay.push({ packets, randomAccess: picture.randomAccess }, this.#delayMs());
  }

  #delayMs(): number {
    const { faults, camera, random } = this.#options;
    const jitters = faults.find('packet-jitter', { camera });
    return jitters.reduce((longest, jitter) => {
      jitter.hits += 1;
      return Math.max(longest, random() * jitter.fault.maxMs);
    }, 0);
  }
}
