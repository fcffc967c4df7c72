import { Module } from '@nestjs/common';
import { RecorderDirectoryModule } from '../../recorders/recorder-directory.module.js';
import { RecorderAnswers } from './recorder-answers.js';

/** What recorders tell of themselves, asked once for all rooms. */
@Module({
  imports: [RecorderDirectoryModule],
  providers: [RecorderAnswers],
  exports: [RecorderAnswers],
})
export class RecorderAnswersModule {}
