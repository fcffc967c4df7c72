import type { AlarmDestination } from '@casement/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collectCounter, collectGauge, type Reading } from '../../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../../health/metrics-registry.js';
import { AlarmDistribution } from './alarm-distribution.js';

const labelNames = ['kind', 'address'];

/** Figures of those to whom alarms are passed on, read when somebody asks for the metrics. */
@Injectable()
export class PassOnMetrics {
  constructor(@Inject(METRICS_REGISTRY) registry: Registry, distribution: AlarmDistribution) {
    const readAll = (read: (destination: AlarmDestination) => number): Reading[] =>
      distribution.destinations.map((destination) => [labelsOf(destination), read(destination)]);
    const gauge = (
      name: string,
      help: string,
      read: (destination: AlarmDestination) => number,
    ): void => collectGauge(registry, { name, help, labelNames, read: () => readAll(read) });
    const counter = (
      name: string,
      help: string,
      read: (destination: AlarmDestination) => number,
    ): void => collectCounter(registry, { name, help, labelNames, read: () => readAll(read) });

    gauge('casement_alarm_destination_well', '0 while it takes no alarms', ({ reason }) =>
      reason === null ? 1 : 0,
    );
    gauge(
      'casement_alarm_destination_waiting',
      'Alarms that are still to be passed on to it',
      ({ waiting }) => waiting,
    );
    counter(
      'casement_alarm_destination_sent_total',
      'Alarms that were passed on to it',
      ({ sent }) => sent,
    );
    counter(
      'casement_alarm_destination_failed_total',
      'Alarms that were given up',
      ({ failed }) => failed,
    );
    counter(
      'casement_alarm_destination_dropped_total',
      'Alarms that were removed from the store before their turn came',
      ({ dropped }) => dropped,
    );
    collectCounter(registry, {
      name: 'casement_alarm_destination_skipped_total',
      help: 'Alarms that are not passed on, by the rule that says so',
      labelNames: [...labelNames, 'rule'],
      read: () =>
        distribution.skips.flatMap(([destination, skips]) =>
          [...skips].map(([rule, count]): Reading => [{ ...labelsOf(destination), rule }, count]),
        ),
    });
  }
}

const labelsOf = ({ kind, address }: AlarmDestination): Readonly<Record<string, string>> => ({
  kind,
  address,
});
