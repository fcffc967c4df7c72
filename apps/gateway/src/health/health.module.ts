import { Global, Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetricsGuard } from './metrics.guard.js';
import { Readiness } from './readiness.js';

@Global()
@Module({
  controllers: [HealthController],
  providers: [HealthService, MetricsGuard, Readiness],
  exports: [Readiness],
})
export class HealthModule {}
