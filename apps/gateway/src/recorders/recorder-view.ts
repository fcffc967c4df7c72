import type { Recorder } from '@casement/contract';

/** What a recorder itself knows of itself; that it is asleep is told by its alarms. */
export type RecorderView = Omit<Recorder, 'asleepSince'>;
