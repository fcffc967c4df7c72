import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import { Conversions } from './conversions.js';

const states = ['starting', 'running', 'restarting', 'refused'] as const;

/** `h264-360` is a kind of `h264`: sizes are no labels. */
const kindOf = (target: string): string => target.split('-')[0] ?? target;

/** Metrics of the conversions. */
@Injectable()
export class TranscodingMetrics {
  constructor(@Inject(METRICS_REGISTRY) registry: Registry, conversions: Conversions) {
    const registers = [registry];
    new Gauge({
      name: 'casement_transcoding_jobs',
      help: 'Conversions by target and state',
      labelNames: ['target', 'state'],
      registers,
      collect() {
        this.reset();
        const { jobs } = conversions.list();
        const targets = new Set(['h264', 'opus', ...jobs.map(({ target }) => kindOf(target))]);
        for (const target of targets) {
          for (const state of states) {
            const found = jobs.filter(
              (job) => kindOf(job.target) === target && job.state === state,
            );
            this.set({ target, state }, found.length);
          }
        }
      },
    });
    new Gauge({
      name: 'casement_transcoding_cores',
      help: 'Cores that conversions use, measured or estimated, and may use',
      labelNames: ['kind'],
      registers,
      collect() {
        this.set({ kind: 'used' }, conversions.budget.cores);
        this.set({ kind: 'limit' }, conversions.budget.limits.maxCores);
      },
    });
    addCounters(registers, conversions);
  }
}

function addCounters(registers: Registry[], conversions: Conversions): void {
  const totals: readonly (readonly [string, string, () => number])[] = [
    ['made_units', 'Units that conversions made', () => conversions.totals.made],
    ['dropped_units', 'Units that ffmpeg was too slow for', () => conversions.totals.dropped],
    ['restarts', 'Conversions that ended by themselves', () => conversions.totals.restarts],
    ['refused', 'Times that the budget refused one', () => conversions.budget.refused],
  ];
  for (const [name, help, read] of totals) {
    new Counter({
      name: `casement_transcoding_${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }
  new Counter({
    name: 'casement_transcoding_snapshots_total',
    help: 'Snapshots that were made, failed, or were refused because too many waited',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      for (const [outcome, count] of Object.entries(conversions.snapshots.counts)) {
        this.inc({ outcome }, count);
      }
    },
  });
}
