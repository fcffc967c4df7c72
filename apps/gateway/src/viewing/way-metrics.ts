import { deliveryWaySchema } from '@casement/contract';
import type { DeliveryWay } from '@casement/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { collectCounter, collectGauge } from '../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import { Audience } from './audience.js';
import type { FeedBudget } from './stream/feed-budget.js';

/** What an HLS client asked for. */
export type HlsRequestKind = 'playlist' | 'init' | 'part' | 'segment';

/** Figures of the ways of a picture to a browser; for WebRTC there are more in `ViewingMetrics`. */
@Injectable()
export class WayMetrics {
  readonly #registry: Registry;
  readonly #bytes: Counter;
  readonly #dropped: Counter;
  readonly #skipped: Counter;
  readonly #hls: Counter;
  readonly #snapshots: Counter;

  constructor(@Inject(METRICS_REGISTRY) registry: Registry, audience: Audience) {
    this.#registry = registry;
    const registers = [registry];
    collectGauge(registry, {
      name: 'casement_viewers',
      help: 'Open viewings by the way of the picture',
      labelNames: ['way'],
      read: () => deliveryWaySchema.options.map((way) => [{ way }, audience.count(way)]),
    });
    this.#bytes = new Counter({
      name: 'casement_way_bytes_total',
      help: 'Bytes of media sent, but for WebRTC; of WebSockets when they have closed',
      labelNames: ['way'],
      registers,
    });
    this.#dropped = new Counter({
      name: 'casement_stream_messages_dropped_total',
      help: 'Messages that WebSocket clients which have closed were too slow for',
      labelNames: ['way'],
      registers,
    });
    this.#skipped = new Counter({
      name: 'casement_mjpeg_pictures_skipped_total',
      help: 'Pictures that MJPEG clients were too slow for',
      registers,
    });
    this.#hls = new Counter({
      name: 'casement_hls_requests_total',
      help: 'Answered HLS requests',
      labelNames: ['kind'],
      registers,
    });
    this.#snapshots = new Counter({
      name: 'casement_snapshots_total',
      help: 'Answered snapshot requests, by whether the picture was there already',
      labelNames: ['source'],
      registers,
    });
  }

  /** Reports what the WebSocket streams keep whenever the metrics are read. */
  observeFeeds(budget: FeedBudget): void {
    collectGauge(this.#registry, {
      name: 'casement_stream_memory_bytes',
      help: 'Kept of all WebSocket streams for clients that come late',
      labelNames: [],
      read: () => [[{}, budget.bytes]],
    });
    collectCounter(this.#registry, {
      name: 'casement_stream_memory_refused_total',
      help: 'How often a WebSocket stream forgot what it kept because all of them kept too much',
      labelNames: [],
      read: () => [[{}, budget.refusals]],
    });
  }

  /** A WebSocket client has gone. */
  left(way: DeliveryWay, { bytes, dropped }: { bytes: number; dropped: number }): void {
    this.#bytes.inc({ way }, bytes);
    this.#dropped.inc({ way }, dropped);
  }

  /** Bytes went out. */
  sent(way: DeliveryWay, bytes: number): void {
    this.#bytes.inc({ way }, bytes);
  }

  /** A picture was left out for a slow MJPEG client. */
  skipped(): void {
    this.#skipped.inc();
  }

  hlsAnswered(kind: HlsRequestKind, bytes: number): void {
    this.#hls.inc({ kind });
    this.#bytes.inc({ way: 'hls' }, bytes);
  }

  snapshotAnswered(source: 'made' | 'cached' | 'untouched', bytes: number): void {
    this.#snapshots.inc({ source });
    this.#bytes.inc({ way: 'snapshot' }, bytes);
  }
}
