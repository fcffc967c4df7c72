import { writeRecorderTlvs } from '@casement/protocol';
import type { Clock } from '../clock.js';
import { ZoneTable } from '../time-zone.js';
import type { ZoneOffset } from '../time-zone.js';

const secondMs = 1_000;

/** The recorder's own clock, which may be wrong, and its time zone. */
export class RecorderClock {
  readonly #clock: Clock;
  readonly #zone: ZoneTable;
  #offsetMs: number;

  constructor(clock: Clock, zone: string, offsetMs: number) {
    this.#clock = clock;
    this.#zone = new ZoneTable(zone);
    this.#offsetMs = offsetMs;
  }

  /** How far it is ahead of the true time. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Sets the clock to another difference from the true time. */
  set offsetMs(offsetMs: number) {
    this.#offsetMs = offsetMs;
  }

  /** What the recorder believes the time is, milliseconds since the Unix epoch. */
  nowMs(): number {
    return this.#clock.nowMs() + this.#offsetMs;
  }

  /** Milliseconds since the recorder's last full second, at a moment of the true clock. */
  secondPartMs(ms: number): number {
    return (((ms + this.#offsetMs) % secondMs) + secondMs) % secondMs;
  }

  /** The zone at a moment of the recorder's clock. */
  zoneAt(recorderMs: number): ZoneOffset {
    return this.#zone.at(recorderMs);
  }
}

/**
 * The TLVs in the RTP header extension of a camera: 0x0004 camera, 0x0007 time and zone, 0x000D live;
 * 28 bytes as on the real recorder (finding 2). They change once a second.
 */
export function createExtensionWriter(
  camera: number,
  clock: RecorderClock,
): (recorderMs: number) => Uint8Array {
  let last: { readonly second: number; readonly bytes: Uint8Array } | undefined;
  return (recorderMs) => {
    const second = Math.floor(recorderMs / secondMs);
    if (last?.second !== second) {
      last = { second, bytes: writeExtension(camera, second, clock.zoneAt(recorderMs)) };
    }
    return last.bytes;
  };
}

function writeExtension(camera: number, timeEpochS: number, zone: ZoneOffset): Uint8Array {
  return writeRecorderTlvs({
    camera,
    timeEpochS,
    timeZoneMinutes: zone.standardMinutes,
    summerTime: zone.summerTime,
    state: 'live',
  });
}
