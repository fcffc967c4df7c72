import { viewingModeSchema } from '@casement/contract';
import type { HandshakeQueue, WhepViewerStatistics } from '@casement/media';
import { Inject, Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import { collectGauge } from '../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import type { ViewingTable } from './viewing-table.js';

/** Figures of the viewings; those that are open are not in the totals yet. */
@Injectable()
export class ViewingMetrics {
  readonly #registry: Registry;
  readonly #joins: Histogram;
  readonly #packets: Counter;
  readonly #lost: Counter;
  readonly #retransmitted: Counter;
  readonly #skipped: Counter;
  readonly #keyFrameRequests: Counter;

  constructor(@Inject(METRICS_REGISTRY) registry: Registry) {
    this.#registry = registry;
    const registers = [registry];
    this.#joins = new Histogram({
      name: 'casement_viewing_join_seconds',
      help: 'From the WHEP offer to the connected DTLS transport',
      buckets: [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15],
      registers,
    });
    const counter = (name: string, help: string): Counter =>
      new Counter({ name: `casement_viewing_${name}_total`, help, registers });
    this.#packets = counter('packets_sent', 'RTP packets sent to viewings that have ended');
    this.#lost = counter(
      'packets_lost',
      'RTP packets that viewings which have ended reported lost, before retransmission',
    );
    this.#retransmitted = counter(
      'retransmitted',
      'RTP packets sent again to viewings that have ended',
    );
    this.#skipped = counter(
      'access_units_skipped',
      'Access units that viewings which have ended were too slow for',
    );
    this.#keyFrameRequests = counter(
      'key_frame_requests',
      'Key frames that viewings which have ended asked for',
    );
  }

  /** Reports what the viewings do whenever the metrics are read. */
  observe(table: ViewingTable, handshakes: HandshakeQueue): void {
    const registry = this.#registry;
    collectGauge(registry, {
      name: 'casement_viewings',
      help: 'Open WHEP viewings',
      labelNames: [],
      read: () => [[{}, table.size]],
    });
    collectGauge(registry, {
      name: 'casement_viewing_mode',
      help: 'Open WHEP viewings by what they get',
      labelNames: ['mode'],
      read: () => {
        const modes = table.all().map((viewing) => viewing.mode);
        return viewingModeSchema.options.map((mode) => [
          { mode },
          modes.filter((each) => each === mode).length,
        ]);
      },
    });
    collectGauge(registry, {
      name: 'casement_viewing_handshakes',
      help: 'DTLS handshakes under way, and those that wait for their turn',
      labelNames: ['state'],
      read: () => Object.entries(handshakes.counts).map(([state, count]) => [{ state }, count]),
    });
  }

  /** A viewing has connected. */
  joined(seconds: number): void {
    this.#joins.observe(seconds);
  }

  /** A viewing is over. */
  left(figures: WhepViewerStatistics): void {
    this.#packets.inc(figures.packetsSent);
    // A browser may report fewer lost than before, and fewer than none (RFC 3550 section 6.4.1).
    this.#lost.inc(Math.max(0, figures.packetsLost ?? 0));
    this.#retransmitted.inc(figures.retransmitted);
    this.#skipped.inc(figures.skippedAccessUnits);
    this.#keyFrameRequests.inc(figures.keyFrameRequests);
  }
}
