import {
  type Preset,
  presetSchema,
  type PtzCentre,
  type PtzMove,
  ptzPaths,
  type PtzState,
  ptzStateSchema,
} from '@casement/contract';
import type { ApiClient } from '../api/api-client.js';
import { type CameraId, numberOf, recorderOf } from '../recorders/camera-id.js';

/** What one press of a button asks of a lens or of an output. */
export type LensCommand =
  | { readonly type: 'focus'; readonly action: 'near' | 'far' | 'auto' }
  | { readonly type: 'iris'; readonly action: 'open' | 'close' | 'reset' }
  | { readonly type: 'aux'; readonly number: number; readonly on: boolean };

const presetList = {
  parse: (value: unknown): Preset[] => presetSchema.array().parse(value),
};

/** The requests of camera control. All throw ApiProblem. */
export class ControlApi {
  readonly #api: ApiClient;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  state(camera: CameraId): Promise<PtzState> {
    return this.#api.get(ptzPaths.ptz(...placeOf(camera)), ptzStateSchema);
  }

  /** For pages without a line; `ptz:move` is quicker. */
  move(camera: CameraId, move: PtzMove): Promise<void> {
    return this.#api.command('POST', ptzPaths.ptz(...placeOf(camera)), move);
  }

  /** Stops as the page goes away: the request outlives it. */
  leave(camera: CameraId): void {
    globalThis
      .fetch(this.#api.url(ptzPaths.ptz(...placeOf(camera))), {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ pan: 0, tilt: 0, zoom: 0 }),
        keepalive: true,
      })
      // Nobody is left to be told; the gateway stops a camera of which it hears nothing.
      .catch(() => undefined);
  }

  take(camera: CameraId): Promise<void> {
    return this.#api.command('POST', ptzPaths.take(...placeOf(camera)));
  }

  centre(camera: CameraId, at: PtzCentre): Promise<void> {
    return this.#api.command('POST', ptzPaths.centre(...placeOf(camera)), at);
  }

  lens(camera: CameraId, command: LensCommand): Promise<void> {
    const place = placeOf(camera);
    return command.type === 'aux'
      ? this.#api.command('POST', ptzPaths.aux(...place, command.number), { on: command.on })
      : this.#api.command('POST', ptzPaths[command.type](...place), { action: command.action });
  }

  presets(camera: CameraId): Promise<Preset[]> {
    return this.#api.get(ptzPaths.presets(...placeOf(camera)), presetList);
  }

  /** @param name undefined: the one that it has, else none */
  storePreset(camera: CameraId, preset: number, name: string | undefined): Promise<void> {
    const body = name === undefined ? {} : { name };
    return this.#api.command('PUT', ptzPaths.preset(...placeOf(camera), preset), body);
  }

  goToPreset(camera: CameraId, preset: number): Promise<void> {
    return this.#api.command('POST', ptzPaths.goToPreset(...placeOf(camera), preset));
  }

  /** Where the picture of a preset is; another address once it was stored again. */
  thumbnailUrl(
    camera: CameraId,
    { number, storedAt }: Pick<Preset, 'number' | 'storedAt'>,
  ): string {
    const path = ptzPaths.presetThumbnail(...placeOf(camera), number);
    return this.#api.url(`${path}?at=${encodeURIComponent(storedAt)}`);
  }
}

function placeOf(camera: CameraId): [recorder: string, number: number] {
  return [recorderOf(camera), numberOf(camera)];
}
