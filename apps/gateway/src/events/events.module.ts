import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AlarmsModule } from '../alarms/alarms.module.js';
import { ControlModule } from '../control/control.module.js';
import { DownloadsModule } from '../downloads/downloads.module.js';
import { PlaybackModule } from '../playback/playback.module.js';
import { RecordersModule } from '../recorders/recorders.module.js';
import { StateGateway } from './state.gateway.js';

/** What browsers hear without asking. */
@Module({
  imports: [
    AccessModule,
    AlarmsModule,
    ControlModule,
    DownloadsModule,
    PlaybackModule,
    RecordersModule,
  ],
  providers: [StateGateway],
})
export class EventsModule {}
