import { alarmSeveritySchema, type AlarmSummary } from '@casement/contract';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Gauge, Histogram, Registry } from 'prom-client';
import { collectCounter, collectGauge } from '../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import { CLOCK, type Clock } from '../net/clock.js';
import { AlarmIntake } from './alarm-intake.js';
import { AlarmStore, type StoredAlarm } from './alarm-model.js';
import { AlarmRelay } from './relay/alarm-relay.js';

/** Whoever asks for the metrics does not wait longer for a database that is slow. */
const summaryLimitMs = 1_000;

const totals = {
  stored: 'Alarms that were stored since the start',
  repeated: 'Alarms that came again and were not stored again',
  lost: 'Notifications that never came, by the log numbers of the devices',
  dropped: 'Alarms that could not be stored and had no more room in memory',
} as const;

/** Figures of the stored alarms; those of the port and of the destinations are with them. */
@Injectable()
export class AlarmMetrics implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #seconds: Histogram;
  #open: AlarmSummary['open'] | undefined;
  #stop = (): void => undefined;

  constructor(
    @Inject(METRICS_REGISTRY) registry: Registry,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly store: AlarmStore,
    intake: AlarmIntake,
    // Told of stored alarms before this one, so that what is measured includes its work.
    relay: AlarmRelay,
  ) {
    for (const [name, help] of Object.entries(totals)) {
      const read = () => [[{}, this.store.counters[name] ?? 0]] as const;
      collectCounter(registry, {
        name: `casement_alarms_${name}_total`,
        help,
        labelNames: [],
        read,
      });
    }
    const gauge = (name: string, help: string, value: () => number): void =>
      collectGauge(registry, { name, help, labelNames: [], read: () => [[{}, value()]] });
    gauge(
      'casement_alarms_waiting',
      'Alarms in memory that are not on disk yet',
      () => this.store.status.waiting,
    );
    gauge('casement_alarms_storage_failing', '1 while alarms cannot be stored', () =>
      this.store.status.state === 'failing' ? 1 : 0,
    );
    gauge('casement_alarms_latest', 'Number of the newest alarm', () => this.store.latest);
    gauge(
      'casement_alarms_browsers',
      'Browsers that get alarms over socket.io',
      () => relay.browsers,
    );
    collectCounter(registry, {
      name: 'casement_alarms_unread_total',
      help: 'Messages that could not be read; every one is a mistake in the gateway',
      labelNames: [],
      read: () => [[{}, intake.unread]],
    });
    this.#registerOpen(registry);
    this.#seconds = new Histogram({
      name: 'casement_alarms_event_seconds',
      help: 'From the bytes of an alarm to its event for the browsers, storing included',
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5, 30],
      registers: [registry],
    });
  }

  onApplicationBootstrap(): void {
    this.#stop = this.store.onStored((stored) => this.#measure(stored));
  }

  beforeApplicationShutdown(): void {
    this.#stop();
  }

  #registerOpen(registry: Registry): void {
    const readOpen = () => this.#readOpen();
    new Gauge({
      name: 'casement_alarms_open',
      help: 'Alarms and faults that nobody has acknowledged and nothing has closed, by severity',
      labelNames: ['severity'],
      registers: [registry],
      async collect() {
        const open = await readOpen();
        this.reset();
        for (const severity of open === undefined ? [] : alarmSeveritySchema.options) {
          this.set({ severity }, open?.[severity] ?? 0);
        }
      },
    });
  }

  /** The last figures that were read, when the database does not answer. */
  async #readOpen(): Promise<AlarmSummary['open'] | undefined> {
    let timer: { cancel(): void } | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = this.clock.after(summaryLimitMs, () => resolve(undefined));
    });
    const summary = this.store.summary().catch(() => undefined);
    this.#open = (await Promise.race([summary, late]))?.open ?? this.#open;
    timer?.cancel();
    return this.#open;
  }

  #measure(stored: readonly StoredAlarm[]): void {
    const nowMs = this.clock.wallMs();
    for (const { alarm } of stored) {
      this.#seconds.observe(Math.max(0, nowMs - Date.parse(alarm.receivedAt)) / 1000);
    }
  }
}
