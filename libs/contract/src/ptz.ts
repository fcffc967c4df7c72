import { z } from 'zod';

const unit = z.number().min(-1).max(1);

/** POST `…/ptz`: speeds from -1 to 1; right, up and in are positive; all 0 stops. Holds for two seconds at most: repeat it. */
export const ptzMoveSchema = z.strictObject({
  pan: unit.default(0),
  tilt: unit.default(0),
  zoom: unit.default(0),
});
export type PtzMove = z.infer<typeof ptzMoveSchema>;

/** POST `…/centre`: what is there comes to the middle; 0 to 1 from the top left of the picture. */
export const ptzCentreSchema = z.strictObject({
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
});
export type PtzCentre = z.infer<typeof ptzCentreSchema>;

export const ptzFocusSchema = z.strictObject({ action: z.enum(['near', 'far', 'auto']) });
export const ptzIrisSchema = z.strictObject({ action: z.enum(['open', 'close', 'reset']) });
/** POST `…/aux/:k`, 1 to 8. */
export const ptzAuxSchema = z.strictObject({ on: z.boolean() });

export const maxPreset = 256;
export const maxAux = 8;

/** PUT `…/presets/:p`: where the camera looks now becomes preset p; GET `…/presets`: those that were stored through the gateway. */
export const presetInputSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected no control characters and no half ones')
    .optional(),
});
export const presetSchema = z
  .object({
    number: z.number().int().min(1).max(maxPreset),
    name: z.string(),
    storedAt: z.string(),
    storedBy: z.string(),
    /** GET `…/presets/:p/thumbnail.jpg` has a picture. */
    hasThumbnail: z.boolean(),
  })
  .meta({ id: 'Preset' });
export type Preset = z.infer<typeof presetSchema>;

/** Something that a camera can be asked to do. */
export const ptzAbilitySchema = z.enum([
  'move',
  'zoom',
  'centre',
  'focus',
  'iris',
  'aux',
  'presets',
]);
export type PtzAbility = z.infer<typeof ptzAbilitySchema>;

/** GET `…/ptz`: who drives, and what this camera refused. Also the socket event `ptz-state`. */
export const ptzStateSchema = z
  .object({
    recorder: z.string(),
    camera: z.number().int(),
    /** Who drives now, until he did nothing for some seconds; null: nobody. */
    driver: z.object({ username: z.string(), since: z.string(), isYou: z.boolean() }).nullable(),
    moving: z.boolean(),
    /** What was refused, and in which words; everything else may be tried. */
    refused: z.partialRecord(ptzAbilitySchema, z.string()),
  })
  .meta({ id: 'PtzState' });
export type PtzState = z.infer<typeof ptzStateSchema>;

/** POST `…/ptz/take`: takes over from who drives; he is told. Operators from operators, administrators from anybody. */
export const ptzPaths = {
  ptz: (recorder: string, camera: number) => `api/v1/recorders/${recorder}/cameras/${camera}/ptz`,
  take: (recorder: string, camera: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/ptz/take`,
  centre: (recorder: string, camera: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/centre`,
  focus: (recorder: string, camera: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/focus`,
  iris: (recorder: string, camera: number) => `api/v1/recorders/${recorder}/cameras/${camera}/iris`,
  aux: (recorder: string, camera: number, number: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/aux/${number}`,
  presets: (recorder: string, camera: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/presets`,
  preset: (recorder: string, camera: number, number: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/presets/${number}`,
  goToPreset: (recorder: string, camera: number, number: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/presets/${number}/go`,
  presetThumbnail: (recorder: string, camera: number, number: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/presets/${number}/thumbnail.jpg`,
} as const;
