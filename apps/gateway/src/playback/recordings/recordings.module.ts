import { Module } from '@nestjs/common';
import { RecorderAnswersModule } from '../../information/ask/recorder-answers.module.js';
import { LiveModule } from '../../live/live.module.js';
import { RecorderDirectoryModule } from '../../recorders/recorder-directory.module.js';
import { RecordingIndex } from './recording-index.js';
import { RecordingLog } from './recording-log.js';
import { RecordingsController } from './recordings.controller.js';
import { RecordingsMetrics } from './recordings-metrics.js';
import { RecordingsService } from './recordings.service.js';

/** What is recorded, as far as it is known. */
@Module({
  imports: [RecorderDirectoryModule, RecorderAnswersModule, LiveModule],
  controllers: [RecordingsController],
  providers: [RecordingLog, RecordingIndex, RecordingsService, RecordingsMetrics],
  // Whoever plays back also needs the recorders that can.
  exports: [RecordingLog, RecordingIndex, RecorderDirectoryModule],
})
export class RecordingsModule {}
