import type { Alarm, Disk, LogEntry, Recorder, RecorderHealth } from '@casement/contract';
import type { ListedCamera } from '../../recorders/camera-list.js';
import type { Answer } from '../ask/asked-answer.js';
import type { LostDisk } from '../disks/disk-trend.js';

/** One thing that was found, of {@link RecorderHealth}. */
export type HealthFinding = RecorderHealth['findings'][number];

/** What the cameras of a recorder are to it. */
export type CameraFacts = {
  /** When the recorder told, in milliseconds since 1970. */
  readonly asOfMs: number;
  readonly list: readonly Pick<ListedCamera, 'number' | 'name' | 'connection'>[];
  /** Named by the configuration, and not as many as the recorder has inputs. */
  readonly isConfigured: boolean;
};

/** All that the health of a recorder is judged by; what somebody may not see is left out before. */
export type HealthFacts = {
  readonly recorder: Pick<
    Recorder,
    'id' | 'state' | 'reason' | 'sessions' | 'clockOffsetMs' | 'asleepSince'
  >;
  /** The gateway's clock, milliseconds since 1970. */
  readonly nowMs: number;
  readonly disks: Answer<readonly Disk[]>;
  /** What could not be read in what it told, in words. */
  readonly defects: Readonly<Record<'disks' | 'error', readonly string[]>>;
  readonly gbPerDay: number | null;
  readonly lostDisks: readonly LostDisk[];
  /** `undefined`: the recorder did not tell, or its firmware cannot. */
  readonly cameras: CameraFacts | undefined;
  /** Its error log. */
  readonly errors: Answer<readonly LogEntry[]>;
  /** Faults that go on and that nobody has acknowledged; `undefined`: they cannot be read now. */
  readonly faults: readonly Alarm[] | undefined;
};

/** A finding of no camera and no disk in particular, unless `about` names one. */
export function found(
  judgement: HealthFinding['judgement'],
  words: string,
  about: { readonly camera?: number | null; readonly disk?: string } = {},
): HealthFinding {
  return { judgement, words, camera: about.camera ?? null, disk: about.disk ?? null };
}

/** The time by the recorder's clock, as far as it is known, in milliseconds since 1970. */
export function recorderNowMs({
  nowMs,
  recorder,
}: Pick<HealthFacts, 'nowMs' | 'recorder'>): number {
  return nowMs + (recorder.clockOffsetMs ?? 0);
}
