import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collectCounter, collectGauge, type Reading } from '../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import type { CameraStream } from './camera-stream.js';
import { LiveService } from './live.service.js';

const labelNames = ['recorder', 'camera'];

/** Figures of the live streams, read when somebody asks for the metrics. */
@Injectable()
export class LiveMetrics {
  constructor(
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
    private readonly live: LiveService,
  ) {
    this.#gauge('casement_live_viewers', 'Viewers of a camera', ({ viewers }) => viewers);
    this.#gauge('casement_live_playing', '1 while pictures come', ({ live: { state } }) =>
      state === 'playing' ? 1 : 0,
    );
    this.#counter(
      'casement_rtp_packets_received_total',
      'RTP packets from a camera, good or bad',
      ({ ingest }) => ingest.received.packets,
    );
    this.#counter(
      'casement_rtp_packets_lost_total',
      'RTP packets missing in the sequence',
      ({ ingest }) => ingest.received.lost,
    );
    this.#counter(
      'casement_access_units_received_total',
      'Access units handed to the viewers of a camera',
      ({ ingest }) => ingest.received.accessUnits,
    );
    this.#counter(
      'casement_access_units_dropped_total',
      'Access units that could not be decoded',
      ({ ingest }) => ingest.received.discardedAccessUnits,
    );
    this.#counter(
      'casement_access_units_delivered_total',
      'Access units that came while somebody watched, times those who did',
      ({ delivered }) => delivered,
    );
  }

  #gauge(name: string, help: string, read: (stream: CameraStream) => number): void {
    collectGauge(this.registry, { name, help, labelNames, read: () => this.#readAll(read) });
  }

  #counter(name: string, help: string, read: (stream: CameraStream) => number): void {
    collectCounter(this.registry, { name, help, labelNames, read: () => this.#readAll(read) });
  }

  #readAll(read: (stream: CameraStream) => number): Reading[] {
    return this.live.streams.map(({ recorder, stream }) => [
      { recorder, camera: String(stream.camera) },
      read(stream),
    ]);
  }
}
