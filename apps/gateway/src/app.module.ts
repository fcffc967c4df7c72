import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AccessModule } from './access/access.module.js';
import { AlarmsModule } from './alarms/alarms.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Surroundings } from './config/surroundings.js';
import { ControlModule } from './control/control.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DownloadsModule } from './downloads/downloads.module.js';
import { ProblemFilter } from './errors/problem-filter.js';
import { validationPipe } from './errors/validation-pipe.js';
import { EventsModule } from './events/events.module.js';
import { HealthModule } from './health/health.module.js';
import { MetricsModule } from './health/metrics.module.js';
import { InformationModule } from './information/information.module.js';
import { LiveModule } from './live/live.module.js';
import { MediaModule } from './media/media.module.js';
import { PlaybackModule } from './playback/playback.module.js';
import { RecordersModule } from './recorders/recorders.module.js';
import { ViewingModule } from './viewing/viewing.module.js';

/** The rooms of the gateway, one line each. */
@Module({
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: validationPipe },
  ],
})
export class AppModule {
  static register(
    surroundings: Surroundings,
    further: readonly DynamicModule[] = [],
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(surroundings),
        MetricsModule,
        DatabaseModule,
        AccessModule,
        HealthModule,
        MediaModule.register(surroundings.mediaThreads),
        RecordersModule,
        LiveModule,
        ViewingModule,
        ControlModule,
        PlaybackModule,
        AlarmsModule,
        InformationModule,
        DownloadsModule,
        EventsModule,
        ...further,
      ],
    };
  }
}
