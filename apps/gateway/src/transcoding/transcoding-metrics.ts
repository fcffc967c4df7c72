import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collectCounter, collectGauge, type Reading } from '../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import { Conversions } from './conversions.js';

const states = ['starting', 'running', 'restarting', 'refused'] as const;

/** `h264-360` is a kind of `h264`: sizes are no labels. */
const kindOf = (target: string): string => target.split('-')[0] ?? target;

/** Metrics of the conversions. */
@Injectable()
export class TranscodingMetrics {
  constructor(@Inject(METRICS_REGISTRY) registry: Registry, conversions: Conversions) {
    collectGauge(registry, {
      name: 'casement_transcoding_jobs',
      help: 'Conversions by target and state',
      labelNames: ['target', 'state'],
      read: () => jobCounts(conversions),
    });
    collectGauge(registry, {
      name: 'casement_transcoding_cores',
      help: 'Cores that conversions use, measured or estimated, and may use',
      labelNames: ['kind'],
      read: () => [
        [{ kind: 'used' }, conversions.budget.cores],
        [{ kind: 'limit' }, conversions.budget.limits.maxCores],
      ],
    });
    addCounters(registry, conversions);
  }
}

function jobCounts(conversions: Conversions): Reading[] {
  const { jobs } = conversions.list();
  const targets = new Set(['h264', 'opus', ...jobs.map(({ target }) => kindOf(target))]);
  return [...targets].flatMap((target) =>
    states.map((state): Reading => [
      { target, state },
      jobs.filter((job) => kindOf(job.target) === target && job.state === state).length,
    ]),
  );
}

function addCounters(registry: Registry, conversions: Conversions): void {
  const totals: readonly (readonly [string, string, () => number])[] = [
    ['made_units', 'Units that conversions made', () => conversions.totals.made],
    ['dropped_units', 'Units that ffmpeg was too slow for', () => conversions.totals.dropped],
    ['restarts', 'Conversions that ended by themselves', () => conversions.totals.restarts],
    ['refused', 'Times that the budget refused one', () => conversions.budget.refused],
  ];
  for (const [name, help, read] of totals) {
    collectCounter(registry, {
      name: `casement_transcoding_${name}_total`,
      help,
      labelNames: [],
      read: () => [[{}, read()]],
    });
  }
  collectCounter(registry, {
    name: 'casement_transcoding_snapshots_total',
    help: 'Snapshots that were made, failed, or were refused because too many waited',
    labelNames: ['outcome'],
    read: () =>
      Object.entries(conversions.snapshots.counts).map(([outcome, count]) => [{ outcome }, count]),
  });
}
