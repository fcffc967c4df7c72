import { randomUUID } from 'node:crypto';
import { AudioReceiver, PacketRingReader, SoundRingSink, createSoundRing } from '@casement/media';
import type { AudioFormat, AudioSink } from '@casement/media';
import type { LiveSoundPart } from './live-source.js';
import { addDefects } from './received.js';
import type { SoundReport, SoundSettings, SoundStream } from './messages.js';

/** What the sound of a camera tells, within a packet's turn. Must not throw. */
export type ThreadSoundEvents = {
  /** The first sound of a source, or of another format. */
  sound(source: number, sound: SoundStream): void;
  /** There is new sound in the ring. */
  news(ringId: string): void;
};

/**
 * The sound of one camera in its thread, from a packet to the ring. The ring goes on through restarts of the
 * stream; only another format begins another one, because its clock is the sample rate.
 */
export class ThreadSound implements AudioSink {
  readonly #settings: SoundSettings;
  readonly #events: ThreadSoundEvents;
  readonly #receiver: AudioReceiver;
  #stream: SoundStream | undefined;
  #sink: SoundRingSink | undefined;
  #reader: PacketRingReader | undefined;
  #toldHead = 0;
  /** Whose packet is being taken, and who was told. */
  #current: number | undefined;
  #told: number | undefined;
  #newestFrameMs: number | undefined;

  constructor(settings: SoundSettings, events: ThreadSoundEvents) {
    this.#settings = settings;
    this.#events = events;
    const { codec, law, g726BitOrder } = settings;
    this.#receiver = new AudioReceiver({ sink: this, codec, law, g726BitOrder });
  }

  get report(): SoundReport {
    const { packets, lost, frames, malformed, otherPackets, timestampJumps, defects } =
      this.#receiver.statistics;
    return {
      packets,
      lost,
      frames,
      discarded: malformed + otherPackets,
      timestampJumps,
      defects: addDefects(defects, {}),
      newestFrameMs: this.#newestFrameMs,
    };
  }

  /** Whether packets are read as these settings say. */
  isFor({ codec, law, g726BitOrder }: SoundSettings): boolean {
    const own = this.#settings;
    return codec === own.codec && law === own.law && g726BitOrder === own.g726BitOrder;
  }

  packet(source: number, bytes: Uint8Array, arrivalMs: number): void {
    this.#current = source;
    this.#receiver.push(bytes, arrivalMs);
    this.#tellNews();
  }

  part(source: number, part: LiveSoundPart, arrivalMs: number): void {
    this.#current = source;
    this.#receiver.pushElementary(part, arrivalMs);
    this.#tellNews();
  }

  /** Lets time pass for packets that wait for a missing one. */
  tick(nowMs: number): void {
    this.#receiver.tick(nowMs);
    this.#tellNews();
  }

  format(format: AudioFormat): void {
    const ring = createSoundRing(randomUUID(), format);
    this.#stream = { ring, format };
    this.#sink = new SoundRingSink(ring, format.codec);
    this.#reader = new PacketRingReader(ring);
    this.#toldHead = this.#reader.head();
    this.#told = undefined;
  }

  frame(bytes: Uint8Array, timestamp: number, arrivalMs: number, discontinuity: boolean): void {
    this.#newestFrameMs = arrivalMs;
    this.#sink?.frame(bytes, timestamp, arrivalMs, discontinuity);
    if (this.#current !== this.#told && this.#current !== undefined && this.#stream) {
      this.#told = this.#current;
      this.#events.sound(this.#current, this.#stream);
    }
  }

  #tellNews(): void {
    const head = this.#reader?.head();
    if (head !== undefined && head !== this.#toldHead && this.#stream) {
      this.#toldHead = head;
      this.#events.news(this.#stream.ring.id);
    }
  }
}
