import type { WhepViewerStatistics } from '@casement/media';
import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import type { ViewingTable } from './viewing-table.js';

/** Figures of the viewings; those that are open are not in the totals yet. */
@Injectable()
export class ViewingMetrics {
  readonly #registry: Registry;
  readonly #joins: Histogram;
  readonly #packets: Counter;
  readonly #skipped: Counter;

  constructor(@Inject(METRICS_REGISTRY) registry: Registry) {
    this.#registry = registry;
    const registers = [registry];
    this.#joins = new Histogram({
      name: 'casement_viewing_join_seconds',
      help: 'From the WHEP offer to the connected DTLS transport',
      buckets: [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15],
      registers,
    });
    this.#packets = new Counter({
      name: 'casement_viewing_packets_sent_total',
      help: 'RTP packets sent to viewings that have ended',
      registers,
    });
    this.#skipped = new Counter({
      name: 'casement_viewing_access_units_skipped_total',
      help: 'Access units that viewings which have ended were too slow for',
      registers,
    });
  }

  /** Reports how many viewings the table holds whenever the metrics are read. */
  observe(table: ViewingTable): void {
    new Gauge({
      name: 'casement_viewings',
      help: 'Open WHEP viewings',
      registers: [this.#registry],
      collect() {
        this.set(table.size);
      },
    });
  }

  /** A viewing has connected. */
  joined(seconds: number): void {
    this.#joins.observe(seconds);
  }

  /** A viewing is over. */
  left({ packetsSent, skippedAccessUnits }: WhepViewerStatistics): void {
    this.#packets.inc(packetsSent);
    this.#skipped.inc(skippedAccessUnits);
  }
}
