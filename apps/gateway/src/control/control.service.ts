import type { PtzAbility, PtzMove, PtzState } from '@casement/contract';
import { serializeNvrRequest, toCentre } from '@casement/protocol';
import type { NvrRequest } from '@casement/protocol';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditLog } from '../access/audit-log.js';
import { includesRole, type Principal } from '../access/principal.js';
import { problems } from '../errors/problems.js';
import { CLOCK, type Clock } from '../net/clock.js';
import { ListenerSet } from '../recorders/listener-set.js';
import type { NvrRecorder } from '../recorders/nvr-recorder.js';
import { RecorderDirectory } from '../recorders/recorder-directory.js';
import { findCamera } from '../viewing/find-camera.js';
import { LiveCameras } from '../viewing/live-cameras.js';
import { newControlCounters } from './control-counters.js';
import {
  type CameraPlace,
  cannotNow,
  drivenBy,
  mayNotTake,
  requireDone,
} from './control-refusals.js';
import { ControlledCamera } from './controlled-camera.js';
import { type Caller, driverOf, mayTakeFrom } from './driver.js';
import { isStop } from './drive-state.js';

/** A command of which the recorder's UID and the camera are still to be filled in. */
type WithoutUid<Request> = Request extends NvrRequest ? Omit<Request, 'uid' | 'camera'> : never;
type CameraCommandName =
  'centreCamera' | 'focusCamera' | 'irisCamera' | 'auxCamera' | 'storePreset' | 'goToPreset';
/** A command to a camera, other than a move. */
export type CameraCommand = WithoutUid<Extract<NvrRequest, { command: CameraCommandName }>>;

/** Somebody drives, no longer drives, or a camera refused something. */
export type ControlChange = CameraPlace & {
  /** As somebody is shown it. */
  readonly viewFor: (principal: Principal) => PtzState;
};

/** What a camera needs for each command, and whether it must not be moved meanwhile. */
const needs: Readonly<
  Record<CameraCommandName, { readonly ability: PtzAbility; readonly stands: boolean }>
> = {
  centreCamera: { ability: 'centre', stands: true },
  focusCamera: { ability: 'focus', stands: false },
  irisCamera: { ability: 'iris', stands: false },
  auxCamera: { ability: 'aux', stands: false },
  storePreset: { ability: 'presets', stands: true },
  goToPreset: { ability: 'presets', stands: true },
};

/** Steers the cameras: who may, who drives, and that every movement ends. */
@Injectable()
export class CameraControl implements OnApplicationBootstrap {
  readonly #logger = new Logger('CameraControl');
  readonly #cameras = new Map<string, ControlledCamera>();
  /** Recorders that are about to go: nothing more is moved there. */
  readonly #closing = new WeakSet<NvrRecorder>();
  readonly #listeners = new ListenerSet<ControlChange>((error) => this.#bug(error));
  readonly counters = newControlCounters();

  constructor(
    private readonly directory: RecorderDirectory,
    private readonly live: LiveCameras,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.directory.beforeClose((recorder) => this.#stopAll(recorder));
  }

  /** Cameras that are driven, or were. */
  get cameras(): readonly ControlledCamera[] {
    return [...this.#cameras.values()];
  }

  /** Calls the listener for every change. Returns how to stop that. */
  onChange(listener: (change: ControlChange) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Who drives a camera, and what it refused. @throws {ProblemError} 403, 404 */
  state(place: CameraPlace, principal: Principal): PtzState {
    findCamera(this.live, { ...place, principal });
    return this.#viewOf(place, principal);
  }

  /**
   * Moves a camera for a short time, or stops it.
   *
   * @throws {ProblemError} 403, 404, 409 when somebody else drives or the camera refuses, 503
   */
  async move(place: CameraPlace, caller: Caller, move: PtzMove): Promise<void> {
    const camera = this.#drivable(place, caller);
    if (!isStop(move)) {
      this.#requireAvailable(camera);
    }
    requireDone(place, await camera.move(caller, move));
  }

  /** Takes a camera over from who drives it. @throws {ProblemError} 403, 404, 409 when he has more rights, 503 */
  take(place: CameraPlace, caller: Caller): PtzState {
    const camera = this.#cameraFor(place, caller);
    this.#requireAvailable(camera);
    const { lease } = camera;
    const taker = driverOf(caller.principal);
    if (lease && lease.driver.id !== taker.id) {
      if (!mayTakeFrom(taker, lease.driver)) {
        throw mayNotTake(place, lease);
      }
      this.counters.takeOvers += 1;
    }
    camera.take(caller);
    return camera.viewFor(caller.principal);
  }

  /** Any other command. @throws {ProblemError} 403, 404, 409 as `move`, 429, 503 */
  async command(place: CameraPlace, caller: Caller, command: CameraCommand): Promise<void> {
    const camera = this.#drivable(place, caller);
    this.#requireAvailable(camera);
    if (camera.isBusy) {
      throw problems.tooManyRequests(
        `Camera ${place.camera} has not carried out the last commands yet.`,
        1,
      );
    }
    const { ability, stands } = needs[command.command];
    const tells = tellsOfAll(command);
    const make = (uid: string) => serializeNvrRequest({ ...command, uid, camera: place.camera });
    requireDone(place, await camera.command(caller, ability, make, { stands, tells }));
  }

  /** Brings a place of the picture to its middle; 0 to 1 from the top left. @throws {ProblemError} as `command` */
  centre(
    place: CameraPlace,
    caller: Caller,
    at: { readonly x: number; readonly y: number },
  ): Promise<void> {
    return this.command(place, caller, { command: 'centreCamera', ...toCentre(at) });
  }

  /** Somebody's connection ended: what he moved stops. */
  socketGone(socket: string): void {
    for (const camera of this.#cameras.values()) {
      camera.socketGone(socket);
    }
  }

  /** @throws {ProblemError} 403, 404, 409 */
  #drivable(place: CameraPlace, caller: Caller): ControlledCamera {
    const camera = this.#cameraFor(place, caller);
    const { lease } = camera;
    const driver = driverOf(caller.principal);
    if (lease && lease.driver.id !== driver.id) {
      throw drivenBy(place, lease, driver, camera.drivenSince);
    }
    return camera;
  }

  /** @throws {ProblemError} 403, 404 */
  #cameraFor(place: CameraPlace, { principal }: Caller): ControlledCamera {
    findCamera(this.live, { ...place, principal });
    if (!includesRole(principal.role, 'operator')) {
      throw problems.forbidden(`This needs the role operator; yours is ${principal.role}.`, {
        needed: 'operator',
        role: principal.role,
      });
    }
    const recorder = this.directory.find(place.recorder);
    if (!recorder) {
      throw problems.notFound(`There is no recorder "${place.recorder}".`, { ...place });
    }
    if (this.#closing.has(recorder)) {
      throw cannotNow(place, 'the recorder is being closed');
    }
    const key = keyOf(place);
    const known = this.#cameras.get(key);
    if (known) {
      return known;
    }
    const camera = this.#newCamera(place, recorder);
    this.#cameras.set(key, camera);
    return camera;
  }

  #newCamera(place: CameraPlace, recorder: NvrRecorder): ControlledCamera {
    const { clock, audit, counters } = this;
    return new ControlledCamera({
      ...place,
      control: recorder.control,
      scale: () => recorder.cameras.find(({ number }) => number === place.camera)?.ptzScale ?? 16,
      clock,
      counters,
      audit: (entry) => audit.record(entry),
      onChange: () => this.#changed(place),
      onBug: (error) => this.#bug(error),
    });
  }

  #requireAvailable({ recorder, camera, unavailable }: ControlledCamera): void {
    if (unavailable !== undefined) {
      throw cannotNow({ recorder, camera }, unavailable);
    }
  }

  #changed(place: CameraPlace): void {
    const viewFor = (principal: Principal) => this.#viewOf(place, principal);
    this.#listeners.tell({ ...place, viewFor });
  }

  #viewOf(place: CameraPlace, principal: Principal): PtzState {
    const refused = this.directory.find(place.recorder)?.control.abilities.refusedBy(place.camera);
    return (
      this.#cameras.get(keyOf(place))?.viewFor(principal) ?? {
        ...place,
        driver: null,
        moving: false,
        refused: refused ?? {},
      }
    );
  }

  /** The recorder is about to be closed: its cameras stand before its session ends. */
  async #stopAll(recorder: NvrRecorder): Promise<void> {
    const { id } = recorder.config;
    this.#closing.add(recorder);
    const cameras = this.cameras.filter((camera) => camera.recorder === id);
    // At once: the recorder's successor has cameras of its own.
    cameras.forEach((camera) => this.#cameras.delete(keyOf(camera)));
    await Promise.all(cameras.map((camera) => camera.close()));
    cameras.forEach((camera) => this.#changed({ recorder: id, camera: camera.camera }));
  }

  #bug(error: unknown): void {
    this.#logger.error({ err: error, msg: 'an unexpected error' });
  }
}

/**
 * Whether a camera that refuses this has nothing of the kind: that it has not the fifth output says nothing about the
 * first, and that it has nothing to go to says nothing about storing it.
 */
function tellsOfAll(command: CameraCommand): boolean {
  if (command.command === 'auxCamera') {
    return command.aux === 1;
  }
  return command.command === 'storePreset'
    ? command.preset === 1
    : command.command !== 'goToPreset';
}

function keyOf({ recorder, camera }: CameraPlace): string {
  return `${recorder}/${camera}`;
}
