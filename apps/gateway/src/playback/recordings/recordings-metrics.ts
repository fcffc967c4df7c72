import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collectCounter } from '../../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../../health/metrics-registry.js';
import { RecordingLog } from './recording-log.js';

/** Figures of what is known of recordings, read when somebody asks for the metrics. */
@Injectable()
export class RecordingsMetrics {
  constructor(@Inject(METRICS_REGISTRY) registry: Registry, log: RecordingLog) {
    collectCounter(registry, {
      name: 'casement_recordings_dropped_total',
      help: 'Days of cameras of which nothing more was noted because too many waited to be stored',
      labelNames: [],
      read: () => [[{}, log.dropped]],
    });
  }
}
