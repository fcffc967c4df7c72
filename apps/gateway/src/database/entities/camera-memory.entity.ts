import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** What was found out about a camera by trying, so that nobody has to wait for it again after a restart. */
export const CameraMemoryEntity = defineEntity({
  name: 'CameraMemory',
  tableName: 'camera_memory',
  properties: {
    /** Id of the recorder, of the configuration file or of the database. */
    recorder: p.string().length(32).primary(),
    /** Its number at the recorder. */
    camera: p.integer().primary(),
    /** What its pictures were last: `h264`, `h265`, `jpeg`; null when none came yet. */
    video: p.string().length(8).nullable(),
    /** Whether they were shown in another order than they were sent. */
    reorders: p.boolean(),
    /** How they came last: `rtp` or `http`. */
    transport: p.string().length(8).nullable(),
    /** What its sound was last: `aac`, `g711`, `g726`, or `none` when the recorder had none to give. */
    audio: p.string().length(8).nullable(),
    /** When that was found out. */
    audioAt: p.datetime(3).nullable(),
    updatedAt: p.datetime(3),
  },
});
export type CameraMemoryRow = InferEntity<typeof CameraMemoryEntity>;
