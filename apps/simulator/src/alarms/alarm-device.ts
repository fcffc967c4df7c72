import type { AlarmTime, AlarmZone } from '@casement/protocol';
import type { RecorderClock } from '../nvr/recorder-clock.js';
import { wallClockText } from '../time-zone.js';
import type { AlarmOutbox } from './alarm-outbox.js';
import { LogCounter } from './log-counter.js';

/** What a device that sends alarms is made of. */
export type AlarmDeviceOptions = {
  /** For people: `recorder`, `camera 3`. */
  readonly name: string;
  readonly mac: string;
  /** The IPv4 address that it writes into its messages. */
  readonly address: string;
  readonly clock: RecorderClock;
  readonly outbox: AlarmOutbox;
};

/** The recorder, a camera, or a computer that passes alarms on: its identity, its numbers, what it has to send. */
export class AlarmDevice {
  readonly name: string;
  readonly mac: string;
  readonly address: string;
  readonly outbox: AlarmOutbox;
  readonly log = new LogCounter();
  readonly #clock: RecorderClock;

  constructor({ name, mac, address, clock, outbox }: AlarmDeviceOptions) {
    this.name = name;
    this.mac = mac;
    this.address = address;
    this.outbox = outbox;
    this.#clock = clock;
  }

  /** What its clock shows: all devices keep the recorder's time. */
  now(written: AlarmTime['written']): {
    /** `null`: years before 2000 and from 2100 on have no room in a message. */
    readonly time: AlarmTime | null;
    readonly zone: AlarmZone;
  } {
    const ms = this.#clock.nowMs();
    const zone = this.#clock.zoneAt(ms);
    const text = wallClockText(ms, zone);
    return {
      time: /^20\d\d-/.test(text) ? { text, written } : null,
      zone: { offsetMinutes: zone.standardMinutes, summerTime: zone.summerTime },
    };
  }
}
