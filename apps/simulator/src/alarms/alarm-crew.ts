import { isIPv4 } from 'node:net';
import type { RecorderClock } from '../nvr/recorder-clock.js';
import type { Scenario } from '../scenario.js';
import { AlarmDevice } from './alarm-device.js';
import { AlarmOutbox } from './alarm-outbox.js';
import type { AlarmOutboxOptions } from './alarm-outbox.js';
import type { AlarmParties } from './compose-alarm.js';
import { computerMac, deviceMac, recorderMac } from './device-mac.js';

/** What the devices of a site need. */
export type AlarmCrewOptions = AlarmOutboxOptions & {
  readonly scenario: Scenario;
  readonly clock: RecorderClock;
  /** Whether the recorder runs and its network works. The cameras and the computer have networks of their own. */
  readonly isReachable: () => boolean;
};

/** Everybody on a site who sends alarms: the recorder, its cameras, and a computer that passes alarms on. */
export class AlarmCrew {
  readonly recorder: AlarmDevice;
  readonly computer: AlarmDevice;
  readonly #options: AlarmCrewOptions;
  /** By number; made when they first send something. */
  readonly #cameras = new Map<number, AlarmDevice>();

  constructor(options: AlarmCrewOptions) {
    const { scenario, isReachable, deliver } = options;
    this.#options = options;
    this.recorder = this.#device({
      name: 'recorder',
      mac: recorderMac(scenario),
      address: recorderAddress(scenario),
      deliver: async (...what) => {
        if (!isReachable()) {
          throw new Error('the network of the recorder is cut');
        }
        await deliver(...what);
      },
    });
    this.computer = this.#device({
      name: 'computer',
      mac: computerMac(scenario.name),
      address: '127.0.0.1',
      deliver,
    });
  }

  /** Who takes part in a message about this camera. */
  parties(camera: number): AlarmParties {
    return { camera: this.#camera(camera), recorder: this.recorder, computer: this.computer };
  }

  /** Messages that nobody has got yet. */
  get waiting(): number {
    return this.#all.reduce((sum, { outbox }) => sum + outbox.waiting, 0);
  }

  /** Nothing more is sent. */
  close(): void {
    this.#all.forEach(({ outbox }) => outbox.forget());
  }

  get #all(): readonly AlarmDevice[] {
    return [this.recorder, this.computer, ...this.#cameras.values()];
  }

  #camera(number: number): AlarmDevice {
    const known = this.#cameras.get(number);
    if (known !== undefined) {
      return known;
    }
    const camera = this.#device({
      name: `camera ${number}`,
      mac: deviceMac(`${this.#options.scenario.name}/${number}`),
      address: cameraAddress(number),
      deliver: this.#options.deliver,
    });
    this.#cameras.set(number, camera);
    return camera;
  }

  #device(device: {
    readonly name: string;
    readonly mac: string;
    readonly address: string;
    readonly deliver: AlarmOutboxOptions['deliver'];
  }): AlarmDevice {
    const { policy, clock } = this.#options;
    const { deliver, ...identity } = device;
    return new AlarmDevice({ ...identity, clock, outbox: new AlarmOutbox({ deliver, policy }) });
  }
}

/** Where the recorder listens, as far as that is an address of version 4. */
function recorderAddress({ http, https }: Scenario): string {
  const host = (http || https || { host: '' }).host;
  return isIPv4(host) && host !== '0.0.0.0' ? host : '127.0.0.1';
}

/** Cameras have no network here; their messages name an address of the range for tests (RFC 2544). */
function cameraAddress(number: number): string {
  return `198.18.${number >> 8}.${number & 0xff}`;
}
