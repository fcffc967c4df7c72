import { concatBytes } from '@casement/bytes';
import { serializeRtpPacket } from '@casement/media';
import type { Clock } from '../../clock.js';
import type { SoundFootage } from '../../media/index.js';
import type { AudioScenario } from '../../scenario.js';
import type { PacketSource } from './live-stream.js';
import { payloadTypes } from './rtp-picture.js';
import type { RtpPicture } from './rtp-picture.js';

/** What a camera's sound needs. */
export type AudioSourceOptions = {
  readonly sound: SoundFootage;
  readonly scenario: AudioScenario;
  /** Whether the camera is there. */
  readonly isConnected: () => boolean;
  /** TLVs of a moment of the recorder's clock: when the first sample of a packet was taken. */
  readonly extensionAt: (recorderMs: number) => Uint8Array;
  readonly toRecorderMs: (ms: number) => number;
  /** Makes a frame bad: its data, and by how many bytes its AU header lies. */
  readonly spoil?: ((data: Uint8Array) => SpoiltFrame) | undefined;
  readonly clock: Clock;
};

/** A frame that something was done to. */
export type SpoiltFrame = { readonly data: Uint8Array; readonly sizeErrorBytes: number };

/** One frame in both forms. */
type AudioFrame = { readonly rtp: RtpPicture; readonly part: RtpPicture };

/** Later than this, frames are left out instead of made up for. */
const maxBehindMs = 1_000;

const auHeadersLengthBits = 16;
const leadingZero = Uint8Array.of(0);

/**
 * The sound of one camera: frames on the recorder's clock while somebody listens, each sent when its last sample was
 * taken. Packetized once for all streams, as RTP (NVR 2.3.6) and as parts of HTTP (2.3.7).
 */
export class AudioSource implements PacketSource {
  readonly #options: AudioSourceOptions;
  readonly #frameMs: number;
  readonly #sinks = new Set<(frame: AudioFrame) => void>();
  #timer: NodeJS.Timeout | undefined;
  /** When frame 0 of this stretch began, on the clock; and its number since 1970. */
  #startMs = 0;
  #startIndex = 0;
  #next = 0;
  #frames = 0;

  constructor(options: AudioSourceOptions) {
    const { sound, scenario } = options;
    this.#options = options;
    const perSecond = sound.clockRateHz * (1 + scenario.driftPpm / 1e6);
    this.#frameMs = (sound.samplesPerFrame * 1000) / perSecond;
  }

  /** Frames taken so far. */
  get frames(): number {
    return this.#frames;
  }

  /** The same sound as parts of HTTP instead of RTP packets. */
  get parts(): PacketSource {
    return { watch: (sink) => this.#watch(({ part }) => sink(part)) };
  }

  /** The Content-Type of parts over HTTP (2.3.7; of G.711 nobody documents any, B48). */
  get contentType(): string {
    const { codec, contentType } = this.#options.scenario;
    const usual = { aac: 'audio/48kaac-lc', g726: 'audio/g.726-32k', g711: 'audio/g.711-64k' };
    return contentType ?? usual[codec];
  }

  watch(sink: (picture: RtpPicture) => void): () => void {
    return this.#watch(({ rtp }) => sink(rtp));
  }

  #watch(sink: (frame: AudioFrame) => void): () => void {
    this.#sinks.add(sink);
    if (this.#timer === undefined) {
      this.#align();
      this.#schedule();
    }
    return () => {
      this.#sinks.delete(sink);
      if (this.#sinks.size === 0) {
        clearTimeout(this.#timer);
        this.#timer = undefined;
      }
    };
  }

  /** Puts frame 0 where the grid of the recorder's clock has one. */
  #align(): void {
    const { clock, toRecorderMs } = this.#options;
    const nowMs = clock.nowMs();
    const recorderMs = toRecorderMs(nowMs);
    this.#startIndex = Math.floor(this.#gridIndex(recorderMs));
    this.#startMs = nowMs - (recorderMs - this.#gridMs(this.#startIndex));
    this.#next = 0;
  }

  #gridIndex(recorderMs: number): number {
    const { clockRateHz, samplesPerFrame } = this.#options.sound;
    return (recorderMs * clockRateHz) / 1000 / samplesPerFrame;
  }

  #gridMs(index: number): number {
    const { clockRateHz, samplesPerFrame } = this.#options.sound;
    return (index * samplesPerFrame * 1000) / clockRateHz;
  }

  #beginMs(frame: number): number {
    return this.#startMs + frame * this.#frameMs;
  }

  #schedule(): void {
    const waitMs = this.#beginMs(this.#next + 1) - this.#options.clock.nowMs();
    this.#timer = setTimeout(() => this.#takeDue(), Math.max(0, waitMs));
  }

  #takeDue(): void {
    const nowMs = this.#options.clock.nowMs();
    if (nowMs - this.#beginMs(this.#next + 1) > maxBehindMs) {
      this.#next = Math.floor((nowMs - this.#startMs) / this.#frameMs) - 1;
    }
    while (this.#beginMs(this.#next + 1) <= nowMs) {
      this.#take(this.#next);
      this.#next += 1;
    }
    if (this.#sinks.size > 0) {
      this.#schedule();
    }
  }

  #take(number: number): void {
    if (!this.#options.isConnected()) {
      return;
    }
    const frame = this.#makeFrame(number);
    this.#frames += 1;
    for (const sink of this.#sinks) {
      sink(frame);
    }
  }

  /**
   * What is heard follows the recorder's clock, so that the beep stays on the second; the number of frames and
   * their timestamps follow the camera's, which may drift.
   */
  #makeFrame(number: number): AudioFrame {
    const { sound, spoil, toRecorderMs } = this.#options;
    const recorderMs = toRecorderMs(this.#beginMs(number));
    const data = sound.frame(Math.max(0, Math.round(this.#gridIndex(recorderMs))));
    const frame = spoil?.(data) ?? { data, sizeErrorBytes: 0 };
    const ticks = (this.#startIndex + number) * sound.samplesPerFrame;
    const common = { number: this.#startIndex + number, ticks, randomAccess: true };
    return {
      rtp: { ...common, ...onePacket(this.#rtpPacket(frame, recorderMs)) },
      part: { ...common, ...onePacket(this.#part(frame.data)) },
    };
  }

  #rtpPacket(frame: SpoiltFrame, recorderMs: number): Uint8Array {
    const { scenario, extensionAt } = this.#options;
    return serializeRtpPacket({
      payloadType: payloadTypes.audio,
      marker: true,
      sequenceNumber: 0,
      timestamp: 0,
      ssrc: 0,
      ...(scenario.timeInfo && { extension: { profile: 0, bytes: extensionAt(recorderMs) } }),
      payload: scenario.codec === 'aac' ? withAuHeader(frame, scenario.auHeaderBytes) : frame.data,
    });
  }

  #part(data: Uint8Array): Uint8Array {
    return this.#options.scenario.leadingZero ? concatBytes([leadingZero, data]) : data;
  }
}

function onePacket(bytes: Uint8Array): Pick<RtpPicture, 'bytes' | 'packetEnds'> {
  return { bytes, packetEnds: [bytes.length] };
}

/** RFC 3640 3.3.6: AU-headers-length in bits, then 13 bits of size and 3 of index; or the latter alone (B49). */
function withAuHeader(
  { data, sizeErrorBytes }: SpoiltFrame,
  headerBytes: AudioScenario['auHeaderBytes'],
): Uint8Array {
  const size = Math.max(0, data.length + sizeErrorBytes) << 3;
  const header = Uint8Array.of(0, auHeadersLengthBits, (size >> 8) & 0xff, size & 0xff);
  return concatBytes([header.subarray(header.length - headerBytes), data]);
}
