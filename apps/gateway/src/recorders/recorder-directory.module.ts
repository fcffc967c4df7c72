import { Module } from '@nestjs/common';
import { CLOCK, systemClock } from '../net/clock.js';
import { RecorderDirectory } from './recorder-directory.js';
import { RecorderMetrics } from './recorder-metrics.js';
import { RecorderStore } from './recorder-store.js';

/** The recorders themselves, without their HTTP surface: what live needs of this room. */
@Module({
  providers: [
    { provide: CLOCK, useValue: systemClock },
    RecorderStore,
    RecorderDirectory,
    RecorderMetrics,
  ],
  exports: [CLOCK, RecorderStore, RecorderDirectory],
})
export class RecorderDirectoryModule {}
