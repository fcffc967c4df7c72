import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collectCounter, collectGauge, type Reading } from '../../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../../health/metrics-registry.js';
import { AlarmListener } from './alarm-listener.js';

/** Figures of the alarm port, read when somebody asks for the metrics. */
@Injectable()
export class ReceiveMetrics {
  constructor(@Inject(METRICS_REGISTRY) registry: Registry, listener: AlarmListener) {
    const { counters } = listener;
    const gauge = (name: string, help: string, read: () => number): void =>
      collectGauge(registry, { name, help, labelNames: [], read: () => [[{}, read()]] });
    const counter = (name: string, help: string, read: () => number): void =>
      collectCounter(registry, { name, help, labelNames: [], read: () => [[{}, read()]] });
    const byLabel = (
      label: string,
      figures: () => Iterable<readonly [string, number]>,
    ): { labelNames: string[]; read: () => readonly Reading[] } => ({
      labelNames: [label],
      read: () => [...figures()].map(([value, count]) => [{ [label]: value }, count]),
    });

    gauge('casement_alarm_listening', '1 while the alarm port is open', () =>
      listener.status.listening ? 1 : 0,
    );
    gauge(
      'casement_alarm_connections',
      'Connections of senders that are open',
      () => listener.status.connections,
    );
    gauge(
      'casement_alarm_waiting_bytes',
      'Bytes of messages that wait because their sources send too many',
      () => listener.waitingBytes,
    );
    counter(
      'casement_alarm_connections_total',
      'Connections of senders that were taken',
      () => counters.connections,
    );
    collectCounter(registry, {
      name: 'casement_alarm_connections_refused_total',
      help: 'Connections that were not taken, by reason',
      ...byLabel('reason', () => Object.entries(counters.refused)),
    });
    collectCounter(registry, {
      name: 'casement_alarm_connections_closed_total',
      help: 'Connections that the gateway closed: for newer ones, silent ones, and those of nonsense',
      ...byLabel('reason', () => [
        ['displaced', counters.displaced],
        ['silent', counters.timedOut],
        ['nonsense', counters.cut],
      ]),
    });
    counter('casement_alarm_bytes_total', 'Bytes that were received', () => counters.bytes);
    counter(
      'casement_alarm_messages_total',
      'Messages that were received',
      () => counters.messages,
    );
    counter(
      'casement_alarm_truncated_total',
      'Beginnings of messages that never became one',
      () => counters.truncated,
    );
    collectCounter(registry, {
      name: 'casement_alarm_defects_total',
      help: 'What was wrong with messages that were kept, by name',
      ...byLabel('defect', () => counters.defects),
    });
    counter(
      'casement_alarm_delayed_total',
      'Messages that waited because their source sends too many',
      () => counters.delayed,
    );
    counter(
      'casement_alarm_dropped_total',
      'Messages thrown away because too many waited',
      () => counters.dropped,
    );
  }
}
