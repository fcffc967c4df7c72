import type { Preset } from '@casement/contract';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { ProblemError } from '../../errors/problem-error.js';
import { problems } from '../../errors/problems.js';
import { CLOCK, type Clock, type Timer } from '../../net/clock.js';
import { RecorderDirectory } from '../../recorders/recorder-directory.js';
import { SnapshotService } from '../../viewing/stills/snapshot.service.js';
import type { CameraPlace } from '../control-refusals.js';
import { CameraControl } from '../control.service.js';
import type { Caller } from '../driver.js';
import { maxThumbnailBytes, PresetStore, type PresetThumbnail } from './preset-store.js';

/** Who stores a preset waits for its picture so long; after that it comes later, or not at all. */
export const thumbnailPatienceMs = 4_000;
/** Pixels; the smaller one when the first is too many bytes. */
const widths = [320, 160] as const;

/** Positions of cameras: stored in the camera, named and pictured here. */
@Injectable()
export class PresetsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('PresetsService');
  readonly #stops: (() => void)[] = [];
  #isClosed = false;

  constructor(
    private readonly control: CameraControl,
    private readonly directory: RecorderDirectory,
    private readonly store: PresetStore,
    private readonly snapshots: SnapshotService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#stops.push(
      this.directory.onChange(({ what, id }) => {
        if (what === 'removed') {
          this.store.forget(id).catch((error: unknown) => {
            this.#logger.warn({ err: error, msg: `presets of "${id}" could not be forgotten` });
          });
        }
      }),
    );
  }

  /** Pictures that are still to come are not kept: the database is closed soon. */
  beforeApplicationShutdown(): void {
    this.#isClosed = true;
    this.#stops.splice(0).forEach((stop) => stop());
  }

  /** Those that were stored through the gateway, by number. @throws {ProblemError} 403, 404 */
  async list(place: CameraPlace, principal: Principal): Promise<readonly Preset[]> {
    this.control.state(place, principal);
    return this.store.list(place);
  }

  /**
   * Where the camera looks now becomes the preset; its picture is taken after that.
   *
   * @param name without it, the one that it had, or its number
   * @throws {ProblemError} as {@link CameraControl.command}
   */
  async put(
    place: CameraPlace,
    caller: Caller,
    { number, name }: { readonly number: number; readonly name?: string | undefined },
  ): Promise<Preset> {
    await this.control.command(place, caller, { command: 'storePreset', preset: number });
    const before = await this.store.find(place, number);
    const preset = {
      number,
      name: name ?? before?.name ?? `Preset ${number}`,
      storedAt: new Date(this.clock.wallMs()).toISOString(),
      storedBy: caller.principal.username,
    };
    await this.store.put(place, preset);
    return { ...preset, hasThumbnail: await this.#picture(place, caller, preset) };
  }

  /** @throws {ProblemError} as {@link CameraControl.command} */
  go(place: CameraPlace, caller: Caller, preset: number): Promise<void> {
    return this.control.command(place, caller, { command: 'goToPreset', preset });
  }

  /** @throws {ProblemError} 403, 404 */
  async thumbnail(
    place: CameraPlace,
    principal: Principal,
    number: number,
  ): Promise<PresetThumbnail> {
    this.control.state(place, principal);
    const found = await this.store.thumbnail(place, number);
    if (found === undefined) {
      throw problems.notFound(`There is no picture of preset ${number}.`, { ...place, number });
    }
    return found;
  }

  /** Takes the picture; says whether it is there in time. Never throws. */
  async #picture(
    place: CameraPlace,
    { principal }: Caller,
    preset: Pick<Preset, 'number' | 'storedAt'>,
  ): Promise<boolean> {
    const taking = this.#take(place, principal, preset);
    let timer: Timer | undefined;
    const late = new Promise<false>((resolve) => {
      timer = this.clock.after(thumbnailPatienceMs, () => resolve(false));
    });
    const isThere = await Promise.race([taking, late]);
    timer?.cancel();
    return isThere;
  }

  async #take(
    place: CameraPlace,
    principal: Principal,
    preset: Pick<Preset, 'number' | 'storedAt'>,
  ): Promise<boolean> {
    try {
      for (const width of widths) {
        // Of now: an older one shows where the camera looked before.
        const query = new URLSearchParams({ width: String(width), maxAge: '0' });
        const { jpeg } = await this.snapshots.take({ ...place, principal }, query);
        if (this.#isClosed) {
          return false;
        }
        if (jpeg.byteLength <= maxThumbnailBytes) {
          await this.store.putThumbnail(place, preset, jpeg);
          return true;
        }
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        this.#logger.warn({ err: error, msg: 'the picture of a preset could not be kept' });
      }
    }
    return false;
  }
}
