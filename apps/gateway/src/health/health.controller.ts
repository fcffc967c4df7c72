import { Controller, Get, Header, Inject, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import { Public } from '../access/access.decorators.js';
import { ApiProblems } from '../errors/api-problems.js';
import { HealthService } from './health.service.js';
import { METRICS_REGISTRY } from './metrics-registry.js';
import { MetricsGuard } from './metrics.guard.js';
import type { ReadinessReport } from './readiness.js';

const aliveSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Alive' });

const readinessSchema = z
  .object({
    ready: z.boolean(),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().optional() })),
  })
  .meta({ id: 'Readiness' });

@ApiTags('health')
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthService,
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
  ) {}

  @Get('healthz')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Whether the process lives', security: [] })
  @ApiResponse({ status: 200, description: 'It does', standardSchema: aliveSchema })
  @ApiProblems()
  alive(): z.infer<typeof aliveSchema> {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Whether everything the gateway needs is there', security: [] })
  @ApiResponse({ status: 200, description: 'It is', standardSchema: readinessSchema })
  @ApiProblems(503)
  ready(): Promise<ReadinessReport> {
    return this.health.ready();
  }

  @Get('metrics')
  @UseGuards(MetricsGuard)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Metrics for Prometheus; open to all only with server.metricsOpen' })
  @ApiResponse({
    status: 200,
    description: 'Text exposition format',
    content: { 'text/plain': { schema: { type: 'string' } } },
  })
  @ApiProblems(401)
  async metrics(@Res({ passthrough: true }) response: Response): Promise<string> {
    response.type(this.registry.contentType);
    return this.registry.metrics();
  }
}
