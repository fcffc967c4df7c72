import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A position of a camera that was stored through the gateway. The camera itself keeps where that is. */
export const CameraPresetEntity = defineEntity({
  name: 'CameraPreset',
  tableName: 'camera_presets',
  properties: {
    /** Id of the recorder, of the configuration file or of the database. */
    recorder: p.string().length(32).primary(),
    /** Its number at the recorder. */
    camera: p.integer().primary(),
    /** 1 to 256. */
    number: p.integer().primary(),
    name: p.string().length(64),
    storedBy: p.string().length(64),
    storedAt: p.datetime(3),
    /** 0: there is no picture. */
    thumbnailBytes: p.integer(),
    /** JPEG of at most 64 KiB; read only where it is wanted. */
    thumbnail: p.blob().nullable().lazy(),
  },
});
export type CameraPresetRow = InferEntity<typeof CameraPresetEntity>;
