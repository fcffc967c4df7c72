import type { RecorderConfig } from '../../config/config.js';
import type { RecorderZone } from '../../recorders/recorder-zone.js';

/** A configured device, as far as alarms have to know it. */
export type KnownRecorder = Pick<RecorderConfig, 'id' | 'url' | 'tls'> & {
  /** Absent for devices that this version does not open and that were added in the page. */
  readonly credentials?: RecorderConfig['credentials'] | undefined;
};

/** `list`: devices were added, changed or removed. `online`: this one answers again. */
export type KnownRecordersChange =
  { readonly what: 'list' } | { readonly what: 'online'; readonly id: string };

/** The configured devices, in their order. */
export abstract class KnownRecorders {
  abstract get all(): readonly KnownRecorder[];
  /** @returns how to stop that */
  abstract onChange(listener: (change: KnownRecordersChange) => void): () => void;
  /** In which its clock shows the time; `undefined` for one that is not configured. */
  abstract zoneOf(id: string): RecorderZone | undefined;
  /** As somebody named it; `undefined` for one that has only its number. */
  abstract cameraName(id: string, camera: number): string | undefined;
}
