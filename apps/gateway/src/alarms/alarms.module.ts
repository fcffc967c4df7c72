import { Module } from '@nestjs/common';
import { RecorderDirectoryModule } from '../recorders/recorder-directory.module.js';
import { AlarmIntake } from './alarm-intake.js';
import { AlarmMetrics } from './alarm-metrics.js';
import { AlarmSendersController } from './alarm-senders.controller.js';
import { AlarmSendersService } from './alarm-senders.service.js';
import { AlarmsController } from './alarms.controller.js';
import { AlarmsService } from './alarms.service.js';
import { passOnProviders } from './pass-on/pass-on.providers.js';
import { readProviders } from './read/read.providers.js';
import { receiveProviders } from './receive/receive.providers.js';
import { AlarmRelay } from './relay/alarm-relay.js';
import { storeProviders } from './store/store.providers.js';

/** Alarms: received, understood, stored, told to browsers, passed on. */
@Module({
  imports: [RecorderDirectoryModule],
  // The senders first: their paths look like numbers of alarms to the other one.
  controllers: [AlarmSendersController, AlarmsController],
  providers: [
    ...receiveProviders,
    ...readProviders,
    ...storeProviders,
    ...passOnProviders,
    AlarmIntake,
    AlarmRelay,
    AlarmMetrics,
    AlarmsService,
    AlarmSendersService,
  ],
  exports: [AlarmRelay, AlarmsService],
})
export class AlarmsModule {}
