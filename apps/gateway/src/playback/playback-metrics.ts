import { playbackStateSchema } from '@casement/contract';
import type { Playback } from '@casement/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import { collectCounter, collectGauge } from '../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import { CLOCK, type Clock } from '../net/clock.js';
import { GopCache } from './gop-cache.js';
import type { GopCacheStatistics } from './gop-cache.js';
import type { OpenPlayback } from './open-playback.js';

/** Figures of the playbacks and of the cache they share. */
@Injectable()
export class PlaybackMetrics {
  readonly #registry: Registry;
  readonly #seeks: Histogram;
  readonly #waiting: Counter;
  /** Since when playbacks wait for their recorders. */
  readonly #waitingSince = new Map<string, number>();

  constructor(
    @Inject(METRICS_REGISTRY) registry: Registry,
    @Inject(CLOCK) private readonly clock: Clock,
    cache: GopCache,
  ) {
    this.#registry = registry;
    const registers = [registry];
    this.#seeks = new Histogram({
      name: 'casement_playback_seek_seconds',
      help: 'From a seek or a step, or the beginning of a playback, to its first picture',
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30],
      registers,
    });
    this.#waiting = new Counter({
      name: 'casement_playback_waiting_seconds_total',
      help: 'How long playbacks were to run and waited for their recorders',
      registers,
    });
    this.#observeCache(cache);
  }

  /** Reports the open playbacks whenever the metrics are read. */
  observe(open: () => readonly OpenPlayback[]): void {
    collectGauge(this.#registry, {
      name: 'casement_playback_sessions',
      help: 'Open playbacks by state',
      labelNames: ['state'],
      read: () => {
        const states = open().map(({ view }) => view.state);
        return playbackStateSchema.options.map((state) => [
          { state },
          states.filter((each) => each === state).length,
        ]);
      },
    });
    collectGauge(this.#registry, {
      name: 'casement_playback_viewers',
      help: 'Viewers of cameras of playbacks, whatever the way',
      labelNames: [],
      read: () => [[{}, open().reduce((sum, { viewers }) => sum + viewers, 0)]],
    });
  }

  /** A playback has changed. */
  changed({ id, state }: Playback): void {
    const since = this.#waitingSince.get(id);
    const nowMs = this.clock.nowMs();
    if (since !== undefined) {
      this.#waiting.inc(Math.max(0, nowMs - since) / 1000);
      this.#waitingSince.delete(id);
    }
    if (state === 'waiting') {
      this.#waitingSince.set(id, nowMs);
    }
  }

  /** A playback is over. */
  ended(id: string): void {
    this.#waitingSince.delete(id);
  }

  sought(seconds: number): void {
    this.#seeks.observe(seconds);
  }

  #observeCache(cache: GopCache): void {
    const gauge = (name: string, help: string, read: (now: GopCacheStatistics) => number): void =>
      collectGauge(this.#registry, {
        name: `casement_playback_cache_${name}`,
        help,
        labelNames: [],
        read: () => [[{}, read(cache.statistics)]],
      });
    const counter = (name: string, help: string, read: (now: GopCacheStatistics) => number): void =>
      collectCounter(this.#registry, {
        name: `casement_playback_${name}_total`,
        help,
        labelNames: [],
        read: () => [[{}, read(cache.statistics)]],
      });
    gauge('bytes', 'Bytes of recorded GOPs that are kept', ({ bytes }) => bytes);
    gauge('gops', 'Recorded GOPs that are kept', ({ gops }) => gops);
    counter('cache_hits', 'GOPs that were kept when they were needed', ({ hits }) => hits);
    counter('cache_evicted', 'GOPs that were let go of for room', ({ evicted }) => evicted);
    counter('gops_fetched', 'GOPs that recorders were asked for', ({ misses }) => misses);
  }
}
