import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { HealthModule } from '../health/health.module.js';
import { LiveModule } from '../live/live.module.js';
import { ViewingMetrics } from './viewing-metrics.js';
import { WhepController } from './whep.controller.js';
import { WhepService } from './whep.service.js';

/** The ways of a picture to a browser. */
@Module({
  imports: [AccessModule, HealthModule, LiveModule],
  controllers: [WhepController],
  providers: [WhepService, ViewingMetrics],
})
export class ViewingModule {}
