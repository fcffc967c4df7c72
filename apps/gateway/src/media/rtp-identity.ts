import { MediaError, parseRtpPacket } from '@casement/media';
import { parseRecorderInformation } from '@casement/protocol';

/** Recorders have one stream per port; more sources than this are somebody's test. */
const maxSources = 16;

/** A recorder whose packets claim another camera for this long numbers its cameras in a way of its own. */
const toleranceMs = 5_000;

/** What is known of an SSRC: `suspect` was sending before anybody asked for it. */
type Standing = 'ours' | 'suspect' | 'foreign';

/**
 * Tells a camera's packets from those of another stream that come to the same port: a gateway that was
 * killed cannot send STOP, its recorder goes on for up to 90 s, and the next gateway may give the port to
 * another camera. Whatever comes before START was sent is not the answer to it; afterwards the camera number
 * in the recorder information (NVR 2.3.1, TLV 0x0004) decides. Recorders that send none, or that number
 * their cameras otherwise, are believed when nothing better comes.
 */
export class RtpIdentity {
  readonly #camera: number;
  readonly #standings = new Map<number, Standing>();
  #startedMs: number | undefined;
  #newestOursMs = Number.NEGATIVE_INFINITY;
  #refused = 0;

  /** @param camera number of the camera at its recorder */
  constructor(camera: number) {
    this.#camera = camera;
  }

  /** Packets of other streams, which were not looked at. */
  get refused(): number {
    return this.#refused;
  }

  /** START is being sent. Idempotent. */
  started(nowMs: number): void {
    this.#startedMs ??= nowMs;
  }

  /** Whether the packet may be this camera's. Never throws. */
  admits(packet: Uint8Array, arrivalMs: number): boolean {
    const ssrc = ssrcOf(packet);
    if (ssrc === undefined) {
      // The receiver counts what cannot be read.
      return true;
    }
    const isAdmitted = this.#judge(ssrc, packet, arrivalMs);
    this.#refused += isAdmitted ? 0 : 1;
    return isAdmitted;
  }

  #judge(ssrc: number, packet: Uint8Array, arrivalMs: number): boolean {
    if (this.#startedMs === undefined) {
      this.#note(ssrc, 'suspect');
      return false;
    }
    let standing = this.#standings.get(ssrc);
    if (standing === undefined || standing === 'suspect') {
      const claimed = claimedCamera(packet);
      if (claimed !== undefined) {
        standing = claimed === this.#camera ? 'ours' : 'foreign';
        this.#note(ssrc, standing);
      }
    }
    if (standing === 'ours') {
      this.#newestOursMs = arrivalMs;
      return true;
    }
    const isAlone = arrivalMs - Math.max(this.#newestOursMs, this.#startedMs) >= toleranceMs;
    // Without a claim a source that began after START is believed unless one with the right claim is there.
    return isAlone || (standing === undefined && this.#newestOursMs === Number.NEGATIVE_INFINITY);
  }

  #note(ssrc: number, standing: Standing): void {
    const [oldest] = this.#standings.keys();
    if (this.#standings.size >= maxSources && !this.#standings.has(ssrc) && oldest !== undefined) {
      this.#standings.delete(oldest);
    }
    this.#standings.set(ssrc, standing);
  }
}

/** `undefined` when it is no RTP packet. */
function ssrcOf(packet: Uint8Array): number | undefined {
  if (packet.length < 12 || (packet[0] ?? 0) >> 6 !== 2) {
    return undefined;
  }
  const bytes = (packet[8] ?? 0) * 0x100_0000;
  return bytes + ((packet[9] ?? 0) << 16) + ((packet[10] ?? 0) << 8) + (packet[11] ?? 0);
}

/** The camera that the packet's recorder information names; `undefined` when it names none. */
function claimedCamera(packet: Uint8Array): number | undefined {
  try {
    const { extension } = parseRtpPacket(packet);
    const camera = extension && parseRecorderInformation(extension.bytes).camera;
    return camera === 0 ? undefined : camera;
  } catch (error) {
    if (error instanceof MediaError) {
      return undefined;
    }
    throw error;
  }
}
