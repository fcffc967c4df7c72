import { Module } from '@nestjs/common';
import { AlarmsModule } from '../alarms/alarms.module.js';
import { LiveModule } from '../live/live.module.js';
import { RecorderDirectoryModule } from '../recorders/recorder-directory.module.js';
import { AnswerRounds } from './ask/answer-rounds.js';
import { RecorderAnswersModule } from './ask/recorder-answers.module.js';
import { ClockLooks } from './health/clock-looks.js';
import { RecorderHealths } from './health/recorder-healths.js';
import { InformationController } from './information.controller.js';
import { InformationMetrics } from './information-metrics.js';
import { InformationService } from './information.service.js';

/** What recorders tell of themselves: disks, logs, and whether everything is recorded. */
@Module({
  imports: [RecorderDirectoryModule, RecorderAnswersModule, AlarmsModule, LiveModule],
  controllers: [InformationController],
  providers: [InformationService, InformationMetrics, RecorderHealths, ClockLooks, AnswerRounds],
  exports: [RecorderHealths],
})
export class InformationModule {}
