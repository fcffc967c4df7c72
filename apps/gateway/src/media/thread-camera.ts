import { JpegReceiver, recorderPayloadTypes, VideoReceiver } from '@casement/media';
import type { JpegPictureInfo, SharedRing, VideoDescription } from '@casement/media';
import { splitJpegPart } from '@casement/protocol';
import type { LiveSource, LiveSourceSink } from './live-source.js';
import type { CameraReport, CameraVideo, SoundSettings, SoundStream } from './messages.js';
import { addReceived } from './received.js';
import { RingSink } from './ring-sink.js';
import { ThreadSound } from './thread-sound.js';

/** What a camera in a thread tells; `source` is the one whose packet it was. Must not throw. */
export type ThreadCameraEvents = {
  /** The first packet of video, or the first JPEG, of a source. */
  firstPacket(source: number, video: CameraVideo): void;
  /** The first random access picture of a source is complete. */
  firstRandomAccess(source: number): void;
  /** The first picture of a source that stands for "no image" (B27). */
  placeholder(source: number): void;
  /** The first sound of a source, or of another format. */
  sound(source: number, sound: SoundStream): void;
  /** The pictures have another codec, size or profile than before. */
  changed(): void;
  /** There are new packets in the ring of the pictures, or in that of the sound. */
  news(ringId: string): void;
};

type OpenSource = {
  readonly id: number;
  source: LiveSource | undefined;
  hadPacket: boolean;
  hadRandomAccess: boolean;
  hadPlaceholder: boolean;
};

/**
 * The media path of one camera in its thread, from a packet to the rings that its viewers read: all of it
 * within the packet's turn. It goes on through restarts of the stream and changes of the codec, so that viewers
 * simply wait and get pictures again.
 */
export class ThreadCamera {
  readonly id: number;
  readonly #ringId: string;
  readonly #events: ThreadCameraEvents;
  readonly #sink: RingSink;
  readonly #receiver: VideoReceiver;
  readonly #jpegs: JpegReceiver;
  #sound: ThreadSound | undefined;
  readonly #sources = new Map<number, OpenSource>();
  /** Whose packet is being taken. */
  #current: OpenSource | undefined;
  #newestPacketMs: number | undefined;
  #toldVideo: VideoDescription | undefined;
  #toldHead: number;

  constructor(id: number, ring: SharedRing, events: ThreadCameraEvents) {
    this.id = id;
    this.#ringId = ring.id;
    this.#events = events;
    this.#sink = new RingSink(ring, { randomAccess: () => this.#randomAccessCame() });
    this.#receiver = new VideoReceiver({ sink: this.#sink });
    this.#jpegs = new JpegReceiver({
      sink: {
        picture: (bytes, info) => this.#jpegCame(bytes, info),
        placeholder: () => this.#placeholderCame(),
      },
    });
    this.#toldHead = this.#sink.head;
  }

  /** Whether packets may come. */
  get isOpen(): boolean {
    return this.#sources.size > 0;
  }

  get report(): CameraReport {
    return {
      camera: this.id,
      received: addReceived(this.#receiver.statistics, this.#jpegs.statistics),
      video: this.#video,
      sound: this.#sound?.report,
      newestPacketMs: this.#newestPacketMs,
      newestPictureMs: this.#sink.newestPictureMs,
      recorderSecond: this.#sink.recorderSecond,
    };
  }

  /**
   * Makes room for a source; returns what takes what it brings, and never throws.
   *
   * @param sound how to read it when it is sound; `undefined`: pictures
   */
  addSource(id: number, sound?: SoundSettings): LiveSourceSink {
    const open: OpenSource = {
      id,
      source: undefined,
      hadPacket: false,
      hadRandomAccess: false,
      hadPlaceholder: false,
    };
    this.#sources.set(id, open);
    const isOpen = (): boolean => this.#sources.get(id) === open;
    return sound === undefined
      ? this.#pictureSink(open, isOpen)
      : this.#soundSink(id, sound, isOpen);
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
    this.#jpegs.tick(nowMs);
    this.#sound?.tick(nowMs);
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

  #pictureSink(open: OpenSource, isOpen: () => boolean): LiveSourceSink {
    return {
      packet: (packet, arrivalMs) => {
        if (isOpen()) {
          this.#push(open, packet, arrivalMs);
        }
      },
      jpeg: (bytes, arrivalMs) => {
        if (isOpen()) {
          this.#pushJpeg(open, bytes, arrivalMs);
        }
      },
      // Sound that was not asked for.
      sound: () => undefined,
    };
  }

  #soundSink(id: number, settings: SoundSettings, isOpen: () => boolean): LiveSourceSink {
    const sound = this.#soundFor(settings);
    return {
      packet: (packet, arrivalMs) => {
        if (isOpen()) {
          sound.packet(id, packet, arrivalMs);
        }
      },
      sound: (part, arrivalMs) => {
        if (isOpen()) {
          sound.part(id, part, arrivalMs);
        }
      },
      jpeg: () => undefined,
    };
  }

  #soundFor(settings: SoundSettings): ThreadSound {
    if (this.#sound?.isFor(settings) !== true) {
      this.#sound = new ThreadSound(settings, {
        sound: (source, sound) => this.#events.sound(source, sound),
        news: (ringId) => this.#events.news(ringId),
      });
    }
    return this.#sound;
  }

  #push(open: OpenSource, packet: Uint8Array, arrivalMs: number): void {
    this.#current = open;
    const video = videoOf(packet);
    if (video !== undefined) {
      this.#videoCame(open, video, arrivalMs);
    }
    this.#receiver.push(packet, arrivalMs);
    this.#tellChange(open);
    this.#tellNews();
  }

  #pushJpeg(open: OpenSource, bytes: Uint8Array, arrivalMs: number): void {
    this.#current = open;
    const { jpeg, recorder } = splitJpegPart(bytes);
    const picturesBefore = this.#sink.newestPictureMs;
    this.#jpegs.push(jpeg, arrivalMs);
    if (this.#sink.newestPictureMs !== picturesBefore) {
      this.#sink.noteTime(recorder ?? {});
    }
    this.#tellNews();
  }

  #jpegCame(bytes: Uint8Array, info: JpegPictureInfo): void {
    if (this.#current) {
      this.#videoCame(this.#current, 'JPEG', info.arrivalMs);
    }
    this.#sink.picture(bytes, info);
  }

  #placeholderCame(): void {
    const open = this.#current;
    if (open?.hadPlaceholder === false) {
      open.hadPlaceholder = true;
      this.#events.placeholder(open.id);
    }
  }

  #videoCame(open: OpenSource, video: CameraVideo, arrivalMs: number): void {
    this.#newestPacketMs = arrivalMs;
    if (!open.hadPacket) {
      open.hadPacket = true;
      this.#events.firstPacket(open.id, video);
    }
  }

  get #video(): VideoDescription | undefined {
    return this.#sink.isJpeg ? this.#jpegs.video : this.#receiver.video;
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
      this.#toldVideo = this.#video;
      this.#events.firstRandomAccess(open.id);
    } else if (open) {
      this.#tellChange(open);
    }
  }

  /** Codec and size change with a picture at which decoding may start, the order with the first B picture. */
  #tellChange({ hadRandomAccess }: OpenSource): void {
    const video = this.#video;
    if (hadRandomAccess && video !== this.#toldVideo && video !== undefined) {
      this.#toldVideo = video;
      this.#events.changed();
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
