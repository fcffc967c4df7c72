import type { CameraConnectionState } from '@casement/protocol';
import type { Clock } from '../clock.js';
import type { FaultBoard } from '../faults/fault-board.js';
import { cameraName } from '../scenario.js';
import type { CameraScenario, Scenario } from '../scenario.js';
import { CameraSource } from './live/camera-source.js';
import type { PictureSource } from './live/camera-source.js';
import { createExtensionWriter } from './recorder-clock.js';
import type { RecorderClock } from './recorder-clock.js';

/** The pictures of a camera, and those of its other size when it has one. */
export type CameraPictures = {
  readonly main: PictureSource;
  readonly other?: PictureSource | undefined;
};

/** What a camera of the recorder is made of. */
export type RecorderCameraOptions = {
  readonly scenario: CameraScenario;
  readonly extensionPolicy: Scenario['recorder']['rtpExtension'];
  readonly pictures: CameraPictures | undefined;
  readonly recorderClock: RecorderClock;
  readonly clock: Clock;
  readonly startMs: number;
  readonly faults: FaultBoard;
};

/** One input of the recorder: whether a camera is there, and the pictures that come from it. */
export class RecorderCamera {
  readonly scenario: CameraScenario;
  /** `undefined` for a camera without footage, such as an input that nothing is registered for. */
  readonly source: CameraSource | undefined;
  #connection: CameraConnectionState;

  constructor(options: RecorderCameraOptions) {
    const { scenario, pictures, recorderClock, faults } = options;
    this.scenario = scenario;
    this.#connection = scenario.connection;
    this.source =
      pictures &&
      new CameraSource({
        main: pictures.main,
        other: pictures.other,
        wantsOther: () => faults.take('size-change', { camera: scenario.number }) !== undefined,
        isConnected: () => this.#connection === 'ok',
        extensionPolicy: options.extensionPolicy,
        extensionAt: createExtensionWriter(scenario.number, recorderClock),
        toRecorderMs: (ms) => ms + recorderClock.offsetMs,
        clock: options.clock,
        startMs: options.startMs,
      });
  }

  get number(): number {
    return this.scenario.number;
  }

  get name(): string {
    return cameraName(this.scenario);
  }

  /** What `as_getinfo.cgi` says about it. */
  get connection(): CameraConnectionState {
    return this.#connection;
  }

  /** Somebody pulls the camera's cable, or plugs it in again. */
  set connection(connection: CameraConnectionState) {
    this.#connection = connection;
  }
}
