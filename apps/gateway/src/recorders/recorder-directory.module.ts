import { Module } from '@nestjs/common';
import { RecorderDirectory } from './recorder-directory.js';
import { RecorderMetrics } from './recorder-metrics.js';
import { RecorderStore } from './recorder-store.js';

/** The recorders themselves, without their HTTP surface: what live needs of this room. */
@Module({
  providers: [RecorderStore, RecorderDirectory, RecorderMetrics],
  exports: [RecorderStore, RecorderDirectory],
})
export class RecorderDirectoryModule {}
