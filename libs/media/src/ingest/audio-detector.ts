import { splitAacPayload } from '../codec/aac/au-headers.js';
import { aacFrameSamples } from '../codec/aac/sample-rates.js';

/** What RTP payload type 97 may carry (decision B17). */
export type RtpAudioCodec = 'aac' | 'g711' | 'g726';

/** A packet of sound as the detector sees it. */
export type DetectedPacket = {
  readonly payload: Uint8Array;
  readonly timestamp: number;
  readonly lostBefore: number;
};

/** Votes in a row that settle the codec at the start. By chance two payloads fit AU headers once in 2^26. */
const firstVotes = 2;

/** Steps of whole frames without AU headers are weaker evidence. */
const firstRawVotes = 4;

/** Votes in a row for another codec than the one in use, before it is believed. */
const changeVotes = 8;

/** Without any usable timestamp the lengths decide after so many packets. */
const patience = 24;

type Vote = { readonly codec: RtpAudioCodec; readonly wanted: number };

/**
 * Tells the codec of sound by its packets alone, because all of it has one payload type: AAC by AU headers that add
 * up, G.711 and G.726 by bytes per tick of a clock that counts samples (1 against a half).
 */
export class AudioDetector {
  #codec: RtpAudioCodec | undefined;
  #last: { readonly bytes: number; readonly timestamp: number } | undefined;
  #candidate: RtpAudioCodec | undefined;
  #votes = 0;
  #packets = 0;
  #sameLength = true;

  /** `undefined` until enough packets agree. */
  get codec(): RtpAudioCodec | undefined {
    return this.#codec;
  }

  /** Takes the next packet in sequence into account. */
  note(packet: DetectedPacket): void {
    this.#packets += 1;
    this.#sameLength &&= this.#last === undefined || this.#last.bytes === packet.payload.length;
    const vote = this.#voteOf(packet);
    this.#last = { bytes: packet.payload.length, timestamp: packet.timestamp };
    if (vote !== undefined) {
      this.#count(vote);
    }
    if (this.#codec === undefined && this.#packets >= patience) {
      // G.711 is far more common than G.726, and AAC packets differ in length.
      this.#codec = this.#candidate ?? (this.#sameLength ? 'g711' : 'aac');
    }
  }

  /** The source began anew. The codec stays until the packets contradict it. */
  restart(): void {
    this.#last = undefined;
    this.#votes = 0;
  }

  #voteOf({ payload, timestamp, lostBefore }: DetectedPacket): Vote | undefined {
    if (splitAacPayload(payload).form !== 'none') {
      return { codec: 'aac', wanted: firstVotes };
    }
    const last = this.#last;
    const step = last === undefined ? 0 : (timestamp - last.timestamp) | 0;
    if (last === undefined || lostBefore > 0 || step <= 0) {
      return undefined;
    }
    if (last.bytes === step) {
      return { codec: 'g711', wanted: firstVotes };
    }
    if (last.bytes * 2 === step) {
      return { codec: 'g726', wanted: firstVotes };
    }
    return step % aacFrameSamples === 0 ? { codec: 'aac', wanted: firstRawVotes } : undefined;
  }

  #count({ codec, wanted }: Vote): void {
    if (codec !== this.#candidate) {
      this.#candidate = codec;
      this.#votes = 0;
    }
    this.#votes += 1;
    if (this.#votes >= (this.#codec === undefined ? wanted : changeVotes)) {
      this.#codec = codec;
    }
  }
}
