import { availableParallelism } from 'node:os';
import type { Transcodings } from '@casement/contract';
import { ffmpegAbilities } from '@casement/media';
import type { FfmpegAbilities, MediaUnit } from '@casement/media';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { CLOCK, type Clock } from '../net/clock.js';
import type { AudioFormat, LiveCamera, MediaSupply, VideoFormat } from '../viewing/live-cameras.js';
import { ViewConversions } from '../viewing/view-conversions.js';
import type {
  ConvertedSupply,
  MjpegOptions,
  PieceListener,
  RemuxInput,
} from '../viewing/view-conversions.js';
import { ConversionBudget } from './conversion-budget.js';
import { conversionSettings, type ConversionSettings } from './conversion-settings.js';
import { ConversionTable, type ConversionTotals } from './conversion-table.js';
import { HlsRemux, type RemuxThrough } from './hls-remux.js';
import { pictureRecipe } from './picture-recipes.js';
import { Snapshots } from './snapshots.js';
import { soundRecipe } from './sound-recipes.js';

/** A conversion of usual pictures, for the question whether one more would be made. */
const usualCores = 0.3;

/** For a picture per second and more: what browsers show of motion JPEG is bounded by the network. */
const defaultMjpeg = { width: 1_280, fps: 5, quality: 60 };

/**
 * All conversions: one for each camera and target, however many use it, within one budget. A supply that is returned
 * costs nothing until somebody takes from it.
 */
@Injectable()
export class Conversions
  extends ViewConversions
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  readonly budget: ConversionBudget;
  readonly snapshots: Snapshots;
  readonly #logger = new Logger('Conversions');
  readonly #settings: ConversionSettings;
  readonly #table: ConversionTable;
  readonly #remuxes = new Set<HlsRemux>();
  /** What is wrong with ffmpeg, in words; as found at the start. */
  #trouble: string | undefined;

  constructor(@Inject(CASEMENT_CONFIG) config: CasementConfig, @Inject(CLOCK) clock: Clock) {
    super();
    this.#settings = conversionSettings(config.transcoding, availableParallelism());
    this.budget = new ConversionBudget(this.#settings);
    this.snapshots = new Snapshots(this.#settings);
    const onBug = (error: unknown): void => this.#bug(error);
    this.#table = new ConversionTable({ budget: this.budget, clock, onBug });
  }

  onApplicationBootstrap(): void {
    this.examine().catch((error: unknown) => this.#bug(error));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#remuxes].map((remux) => remux.close()));
    await this.#table.close();
  }

  /** Asks ffmpeg what it can; or why it does not answer. */
  async examine(): Promise<FfmpegAbilities | Error> {
    try {
      const abilities = await ffmpegAbilities(this.#settings.ffmpegPath);
      this.#trouble = abilities.missing.includes('libx264')
        ? `This ffmpeg (${abilities.version}) has no libx264.`
        : undefined;
      return abilities;
    } catch (error) {
      const found = error instanceof Error ? error : new Error(String(error));
      this.#trouble = `${found.message}.`;
      return found;
    }
  }

  refusal(camera: LiveCamera, target: 'h264' | 'mjpeg'): string | undefined {
    const known = this.#table.refusal(camera, target);
    if (known !== 'none') {
      return known;
    }
    return this.#trouble ?? this.budget.refusal({ kind: 'pictures', cores: usualCores });
  }

  h264(
    camera: LiveCamera,
    _source: MediaSupply<VideoFormat>,
    { height }: { readonly height?: number | undefined } = {},
  ): ConvertedSupply<VideoFormat> {
    const { ffmpegPath, maxHeight, maxFps } = this.#settings;
    const wanted = height === undefined ? maxHeight : Math.min(maxHeight, height);
    const target = wanted < maxHeight ? `h264-${wanted}` : 'h264';
    const limits = { maxWidth: widthOf(wanted), maxHeight: wanted, maxFps, quality: 0 };
    const recipe = () => pictureRecipe({ target, codec: 'h264', limits, ffmpegPath });
    return this.#table.get(camera, target, recipe);
  }

  mjpeg(
    camera: LiveCamera,
    _source: MediaSupply<VideoFormat>,
    options: MjpegOptions = {},
  ): ConvertedSupply<VideoFormat> {
    const { ffmpegPath, maxFps, maxHeight } = this.#settings;
    const maxWidth = Math.min(widthOf(maxHeight), options.width ?? defaultMjpeg.width);
    const fps = Math.min(maxFps, options.fps ?? defaultMjpeg.fps);
    const quality = Math.min(100, Math.max(1, options.quality ?? defaultMjpeg.quality));
    const target = `mjpeg-${maxWidth}-${fps}-${quality}`;
    const limits = { maxWidth, maxHeight, maxFps: fps, quality };
    const recipe = () => pictureRecipe({ target, codec: 'jpeg', limits, ffmpegPath });
    return this.#table.get(camera, target, recipe);
  }

  opus(camera: LiveCamera): ConvertedSupply<AudioFormat> {
    return this.#table.get(camera, 'opus', () => soundRecipe('opus', this.#settings.ffmpegPath));
  }

  aac(camera: LiveCamera): ConvertedSupply<AudioFormat> {
    return this.#table.get(camera, 'aac', () => soundRecipe('aac', this.#settings.ffmpegPath));
  }

  snapshot(
    unit: MediaUnit,
    { width }: { readonly width?: number | undefined } = {},
  ): Promise<Uint8Array> {
    return this.snapshots.make(unit, width);
  }

  /**
   * Fragmented MP4 for HLS out of two supplies. Sound that is not AAC becomes AAC.
   *
   * @param through `muxer`: straight from the muxer, one fragment per picture, nothing to wait for and no process.
   *   `ffmpeg`: fragments of 0.2 s by `ffmpeg -c copy`. `auto`: `muxer`, which is better in everything but in what
   *   ffmpeg's own MP4 is more widely proven.
   * @returns what ends it; idempotent
   */
  remux(
    camera: LiveCamera,
    input: RemuxInput,
    listener: PieceListener,
    through: RemuxThrough = 'auto',
  ): () => void {
    const remux = new HlsRemux(
      { ...input, convertSound: () => this.aac(camera) },
      {
        listener,
        through,
        ffmpegPath: this.#settings.ffmpegPath,
        onBug: (error) => this.#bug(error),
      },
    );
    this.#remuxes.add(remux);
    return () => {
      this.#remuxes.delete(remux);
      remux.close().catch((error: unknown) => this.#bug(error));
    };
  }

  list(): Transcodings {
    const { maxJobs, maxCores } = this.budget.limits;
    return { jobs: this.#table.views(), budget: { maxJobs, maxCores } };
  }

  /** Since the start, over all conversions. */
  get totals(): ConversionTotals {
    return this.#table.totals;
  }

  #bug(error: unknown): void {
    this.#logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** 16:9, as cameras have it; narrower pictures are bounded by their height. */
const widthOf = (height: number): number => Math.round((height * 16) / 9 / 2) * 2;
