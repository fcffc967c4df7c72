import { type AlarmSeverity, alarmSeveritySchema } from '@casement/contract';
import { z } from 'zod';
import { type CameraId, parseCameraId } from '../../recorders/camera-id.js';

/** What an alarm does to the wall. `frame`: only cameras that are on it get a frame. `replace`: others get a place. */
export const tileRules = ['off', 'frame', 'replace'] as const;
export type TileRule = (typeof tileRules)[number];

/** What alarms do to the pictures of this browser. */
export type PictureSettings = {
  readonly rule: TileRule;
  /** How long a frame or a place lasts, in seconds. */
  readonly tileSeconds: number;
  readonly tileSeverities: readonly AlarmSeverity[];
  /** The alarmed camera gets the whole screen. */
  readonly kiosk: boolean;
  readonly kioskSeconds: number;
  readonly kioskSeverities: readonly AlarmSeverity[];
  /** Only of these; null: of all. */
  readonly kioskCameras: readonly CameraId[] | null;
};

/** Limits of both times, in seconds. */
export const secondsLimits = { least: 5, most: 600 } as const;

/** More cameras than this are as good as all. */
const maxCameras = 256;

export const defaultPictureSettings: PictureSettings = {
  rule: 'replace',
  tileSeconds: 30,
  tileSeverities: ['critical', 'warning'],
  kiosk: false,
  kioskSeconds: 20,
  kioskSeverities: ['critical', 'warning'],
  kioskCameras: null,
};

const secondsSchema = z.number().min(secondsLimits.least).max(secondsLimits.most);
const severitiesSchema = z
  .array(alarmSeveritySchema)
  .transform((all): readonly AlarmSeverity[] => [...new Set(all)]);
const camerasSchema = z
  .array(z.string())
  .max(maxCameras)
  .transform((all): readonly CameraId[] =>
    all.map(parseCameraId).filter((camera) => camera !== undefined),
  );

/** Field by field: one that another version wrote differently does not take the others along. */
const storedSchema = z.object({
  rule: z.enum(tileRules).catch(defaultPictureSettings.rule),
  tileSeconds: secondsSchema.catch(defaultPictureSettings.tileSeconds),
  tileSeverities: severitiesSchema.catch([...defaultPictureSettings.tileSeverities]),
  kiosk: z.boolean().catch(defaultPictureSettings.kiosk),
  kioskSeconds: secondsSchema.catch(defaultPictureSettings.kioskSeconds),
  kioskSeverities: severitiesSchema.catch([...defaultPictureSettings.kioskSeverities]),
  kioskCameras: camerasSchema.nullable().catch(null),
});

const key = 'casement.alarm-pictures';

/** What was chosen in this browser; what cannot be read is as at the beginning. */
export function loadPictureSettings(storage: Pick<Storage, 'getItem'>): PictureSettings {
  try {
    return storedSchema.parse(JSON.parse(storage.getItem(key) ?? '{}'));
  } catch {
    // Forbidden, or not written by this page.
    return defaultPictureSettings;
  }
}

/** Remembers what was chosen. */
export function savePictureSettings(
  storage: Pick<Storage, 'setItem'>,
  settings: PictureSettings,
): void {
  try {
    storage.setItem(key, JSON.stringify(settings));
  } catch {
    // Full or forbidden: remembered until the page is left.
  }
}
