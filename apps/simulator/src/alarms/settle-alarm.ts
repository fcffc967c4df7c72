import { findAlarmRow } from '@casement/protocol';
import type { Recorder } from '../nvr/recorder.js';
import { randomInteger } from '../random.js';
import type { Random } from '../random.js';
import type { AlarmRequest } from './alarm-request.js';
import type { SettledAlarm } from './compose-alarm.js';

const recorderCategory = 2;
const emergencyId = 4;

/** Decides which cameras an alarm is about, where the request leaves it open. */
export class AlarmSettler {
  readonly #recorder: Recorder;
  readonly #random: Random;
  #turn = 0;

  constructor(recorder: Recorder, random: Random) {
    this.#recorder = recorder;
    this.#random = random;
  }

  settle(request: AlarmRequest): SettledAlarm {
    const { category, messageId, cameras } = request;
    if (category === recorderCategory && messageId === emergencyId) {
      // Its cameras are in its text; the number is that of none (3.2).
      return {
        ...request,
        camera: 0,
        cameras: cameras ?? [this.#cameraOf(request) || this.#first],
      };
    }
    const isGroup = typeof request.camera === 'string' && !isAboutCamera(category, messageId);
    return { ...request, camera: isGroup ? 0 : this.#cameraOf(request) };
  }

  #cameraOf({ category, messageId, camera }: AlarmRequest): number {
    switch (camera) {
      case 'any':
        return this.#pick(randomInteger(this.#random, this.#connected.length));
      case 'each':
        this.#turn += 1;
        return this.#pick((this.#turn - 1) % this.#connected.length);
      case undefined:
        return isAboutCamera(category, messageId) ? this.#first : 0;
      default:
        return camera;
    }
  }

  #pick(index: number): number {
    return this.#connected[index] ?? this.#first;
  }

  /** Cameras that are there; all of them, when none is. */
  get #connected(): readonly number[] {
    const cameras = [...this.#recorder.cameras.values()];
    const there = cameras.filter(({ connection }) => connection === 'ok');
    return (there.length > 0 ? there : cameras).map(({ number }) => number);
  }

  get #first(): number {
    return this.#connected[0] ?? 1;
  }
}

/** Everything but what a recorder says of itself. */
function isAboutCamera(category: number | undefined, messageId: number | undefined): boolean {
  if (category !== recorderCategory || messageId === undefined) {
    return true;
  }
  return findAlarmRow(category, messageId)?.about === 'camera';
}
