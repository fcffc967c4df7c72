import type { Preset } from '@casement/contract';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import {
  CameraPresetEntity,
  type CameraPresetRow,
} from '../../database/entities/camera-preset.entity.js';
import type { CameraPlace } from '../control-refusals.js';

/** A small picture of a preset. */
export type PresetThumbnail = { readonly jpeg: Uint8Array; readonly storedAt: Date };

/** A thumbnail is a picture of 320 pixels; what is larger is none. */
export const maxThumbnailBytes = 64 * 1024;

/** The presets that were stored through the gateway, in the database. At most 256 for each camera. */
@Injectable()
export class PresetStore {
  constructor(private readonly database: Database) {}

  /** By number. */
  async list({ recorder, camera }: CameraPlace): Promise<readonly Preset[]> {
    const rows = await this.database
      .work()
      .find(CameraPresetEntity, { recorder, camera }, { orderBy: { number: 'asc' } });
    return rows.map((row) => presetOf(row));
  }

  async find({ recorder, camera }: CameraPlace, number: number): Promise<Preset | undefined> {
    const row = await this.database
      .work()
      .findOne(CameraPresetEntity, { recorder, camera, number });
    return row ? presetOf(row) : undefined;
  }

  /** Keeps a preset, instead of the one with its number and that one's picture. */
  async put(
    { recorder, camera }: CameraPlace,
    preset: Omit<Preset, 'hasThumbnail'>,
  ): Promise<void> {
    const { number, name, storedBy, storedAt } = preset;
    await this.database.work().upsert(CameraPresetEntity, {
      recorder,
      camera,
      number,
      name,
      storedBy: storedBy.slice(0, 64),
      storedAt: new Date(storedAt),
      thumbnailBytes: 0,
      thumbnail: null,
    });
  }

  /**
   * Adds the picture to a preset, unless it was stored anew meanwhile.
   *
   * @param jpeg at most {@link maxThumbnailBytes}
   */
  async putThumbnail(
    { recorder, camera }: CameraPlace,
    { number, storedAt }: Pick<Preset, 'number' | 'storedAt'>,
    jpeg: Uint8Array,
  ): Promise<void> {
    await this.database
      .work()
      .nativeUpdate(
        CameraPresetEntity,
        { recorder, camera, number, storedAt: new Date(storedAt) },
        { thumbnailBytes: jpeg.byteLength, thumbnail: Buffer.from(jpeg) },
      );
  }

  async thumbnail(
    { recorder, camera }: CameraPlace,
    number: number,
  ): Promise<PresetThumbnail | undefined> {
    const row = await this.database
      .work()
      .findOne(CameraPresetEntity, { recorder, camera, number }, { populate: ['thumbnail'] });
    return row?.thumbnail ? { jpeg: row.thumbnail, storedAt: row.storedAt } : undefined;
  }

  /** The recorder was removed. */
  async forget(recorder: string): Promise<void> {
    await this.database.work().nativeDelete(CameraPresetEntity, { recorder });
  }
}

function presetOf(row: Omit<CameraPresetRow, 'thumbnail'>): Preset {
  const { number, name, storedBy, storedAt, thumbnailBytes } = row;
  return {
    number,
    name,
    storedBy,
    storedAt: storedAt.toISOString(),
    hasThumbnail: thumbnailBytes > 0,
  };
}
