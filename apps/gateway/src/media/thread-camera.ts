import { recorderPayloadTypes, VideoReceiver } from '@casement/media';
import type { SharedRing } from '@casement/media';
import type { CameraReport, CameraVideo } from './messages.js';
import { RingSink } from './ring-sink.js';
import type { LiveSource } from './live-source.js';

/** What a camera in a thread tells; `source` is the one whose packet it was. Must not throw. */
export type ThreadCameraEvents = {
  /** The first packet of video of a source. */
  firstPacket(source: number, video: CameraVideo): void;
  /** The first random access picture of a source is complete. */
  firstRandomAccess(source: number): void;
  /** There are new packets in the ring. */
  news(ringId: string): void;
};

type OpenSource = {
  readonly id: number;
  source: LiveSource | undefined;
  hadPacket: boolean;
  hadRandomAccess: boolean;
};

/**
 * The media path of one camera in its thread, from a packet to the ring that its viewers read: all of it
 * happens within `push`. It goes on through restarts of the stream, so that viewers see one timeline.
 */
export class ThreadCamera {
  readonly id: number;
  readonly #ringId: string;
  readonly #events: ThreadCameraEvents;
  readonly #sink: RingSink;
  readonly #receiver: VideoReceiver;
  readonly #sources = new Map<number, OpenSource>();
  /** Whose packet is being taken. */
  #current: OpenSource | undefined;
  #newestPacketMs: number | undefined;
  #toldHead: number;

  constructor(id: number, ring: SharedRing, events: ThreadCameraEvents) {
    this.id = id;
    this.#ringId = ring.id;
    this.#events = events;
    this.#sink = new RingSink(ring, { randomAccess: () => this.#randomAccessCame() });
    this.#receiver = new VideoReceiver({ sink: this.#sink });
    this.#toldHead = this.#sink.head;
  }

  /** Whether packets may come. */
  get isOpen(): boolean {
    return this.#sources.size > 0;
  }

  get report(): CameraReport {
    return {
      camera: this.id,
      received: this.#receiver.statistics,
      video: this.#receiver.video,
      newestPacketMs: this.#newestPacketMs,
      newestPictureMs: this.#sink.newestPictureMs,
      recorderSecond: this.#sink.recorderSecond,
    };
  }

  /** Makes room for a source; returns what takes its packets. Never throws. */
  addSource(id: number): (packet: Uint8Array, arrivalMs: number) => void {
    const open: OpenSource = { id, source: undefined, hadPacket: false, hadRandomAccess: false };
    this.#sources.set(id, open);
    return (packet, arrivalMs) => {
      if (this.#sources.get(id) === open) {
        this.#push(open, packet, arrivalMs);
      }
    };
  }

  /** Where the source's packets come from, once it is open. Says whether it is still wanted. */
  setSource(id: number, source: LiveSource): boolean {
    const open = this.#sources.get(id);
    if (open) {
      open.source = source;
    }
    return open !== undefined;
  }

  /** START is being sent: the source's packets are taken from now on. */
  expect(id: number): void {
    this.#sources.get(id)?.source?.expect?.();
  }

  /** Lets time pass for packets that wait for a missing one. */
  tick(nowMs: number): void {
    this.#receiver.tick(nowMs);
    this.#tellNews();
  }

  forgetPictures(): void {
    this.#sink.forget();
  }

  /** Idempotent; resolves when no packet of the source comes any more. */
  async closeSource(id: number): Promise<void> {
    const open = this.#sources.get(id);
    this.#sources.delete(id);
    await open?.source?.close();
  }

  /** Closes all sources. */
  async close(): Promise<void> {
    await Promise.all([...this.#sources.keys()].map((id) => this.closeSource(id)));
  }

  #push(open: OpenSource, packet: Uint8Array, arrivalMs: number): void {
    const video = videoOf(packet);
    if (video !== undefined) {
      this.#newestPacketMs = arrivalMs;
      if (!open.hadPacket) {
        open.hadPacket = true;
        this.#events.firstPacket(open.id, video);
      }
    }
    this.#current = open;
    this.#receiver.push(packet, arrivalMs);
    this.#tellNews();
  }

  #tellNews(): void {
    const { head } = this.#sink;
    if (head !== this.#toldHead) {
      this.#toldHead = head;
      this.#events.news(this.#ringId);
    }
  }

  #randomAccessCame(): void {
    const open = this.#current;
    if (open?.hadPacket === true && !open.hadRandomAccess) {
      open.hadRandomAccess = true;
      this.#events.firstRandomAccess(open.id);
    }
  }
}

/** By the payload type alone (B17); `undefined` for audio and for what is no RTP. */
function videoOf(packet: Uint8Array): CameraVideo | undefined {
  if (packet.length < 12 || (packet[0] ?? 0) >> 6 !== 2) {
    return undefined;
  }
  const payloadType = (packet[1] ?? 0) & 0x7f;
  if (payloadType === recorderPayloadTypes.h264) {
    return 'H264';
  }
  return payloadType === recorderPayloadTypes.h265 ? 'H265' : undefined;
}
