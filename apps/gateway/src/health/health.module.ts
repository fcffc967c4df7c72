import { Global, Module } from '@nestjs/common';
import { DoctorModule } from './doctor/doctor.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetricsGuard } from './metrics.guard.js';
import { Readiness } from './readiness.js';

@Global()
@Module({
  imports: [DoctorModule],
  controllers: [HealthController],
  providers: [HealthService, MetricsGuard, Readiness],
  exports: [Readiness],
})
export class HealthModule {}
