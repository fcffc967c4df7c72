import { Module } from '@nestjs/common';
import { LiveStates } from '../events/live-states.js';
import { RecorderDirectoryModule } from '../recorders/recorder-directory.module.js';
import { LiveCameras } from '../viewing/live-cameras.js';
import { CameraMemory } from './camera-memory.js';
import { LiveMetrics } from './live-metrics.js';
import { LiveService } from './live.service.js';

/** The live streams. */
@Module({
  imports: [RecorderDirectoryModule],
  providers: [
    CameraMemory,
    LiveService,
    LiveMetrics,
    { provide: LiveCameras, useExisting: LiveService },
    { provide: LiveStates, useExisting: LiveService },
  ],
  exports: [LiveService, LiveCameras, LiveStates],
})
export class LiveModule {}
