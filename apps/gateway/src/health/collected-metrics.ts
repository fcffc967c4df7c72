import { Counter, Gauge, type Registry } from 'prom-client';

/** One figure with its labels. */
export type Reading = readonly [labels: Readonly<Record<string, string>>, value: number];

/** A metric that is not kept but read off whenever somebody asks for it. */
export type CollectedMetric = {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  /** All figures as they are now; those that are missing are not shown. */
  readonly read: () => readonly Reading[];
};

/** A gauge of what `read` gives. */
export function collectGauge(
  registry: Registry,
  { name, help, labelNames, read }: CollectedMetric,
): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      read().forEach(([labels, value]) => this.set(labels, value));
    },
  });
}

/** A counter of what `read` gives: totals that something else counts. */
export function collectCounter(
  registry: Registry,
  { name, help, labelNames, read }: CollectedMetric,
): void {
  new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      read().forEach(([labels, value]) => this.inc(labels, value));
    },
  });
}
