import { recorderStateSchema } from '@casement/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collectCounter, collectGauge, type Reading } from '../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import type { NvrRecorder } from './nvr-recorder.js';
import { RecorderDirectory } from './recorder-directory.js';

type Read = (recorder: NvrRecorder, id: string) => readonly Reading[];

/** Figures of the recorders, read when somebody asks for the metrics. */
@Injectable()
export class RecorderMetrics {
  constructor(
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
    private readonly directory: RecorderDirectory,
  ) {
    const own = ['recorder'];
    this.#gauge(
      'casement_recorder_state',
      '1 for the state it is in',
      [...own, 'state'],
      ({ view }, recorder) =>
        recorderStateSchema.options.map((state) => [
          { recorder, state },
          view.state === state ? 1 : 0,
        ]),
    );
    this.#gauge(
      'casement_recorder_sessions_used',
      'UIDs in use by all clients',
      own,
      ({ view }, recorder) => known({ recorder }, view.sessions.used),
    );
    this.#gauge(
      'casement_recorder_sessions_limit',
      'UIDs the recorder has',
      own,
      ({ view }, recorder) => known({ recorder }, view.sessions.limit),
    );
    this.#gauge(
      'casement_recorder_sessions_held',
      'UIDs this gateway holds',
      own,
      ({ sessionsHeld }, recorder) => [[{ recorder }, sessionsHeld]],
    );
    this.#gauge(
      'casement_recorder_playbacks',
      'Playbacks that have a UID, and those that wait for one',
      [...own, 'state'],
      ({ playbacks }, recorder) => [
        [{ recorder, state: 'playing' }, playbacks.playing],
        [{ recorder, state: 'waiting' }, playbacks.waiting],
      ],
    );
    this.#gauge(
      'casement_recorder_queue_length',
      'Control commands that wait',
      own,
      ({ queueLength }, recorder) => [[{ recorder }, queueLength]],
    );
    this.#gauge(
      'casement_recorder_clock_offset_seconds',
      'Recorder clock minus ours',
      own,
      ({ view }, recorder) =>
        known({ recorder }, view.clockOffsetMs === null ? null : view.clockOffsetMs / 1000),
    );
    this.#counter(
      'casement_recorder_logins_total',
      'UIDs obtained',
      own,
      ({ counters }, recorder) => [[{ recorder }, counters.logins]],
    );
    this.#counter(
      'casement_recorder_sessions_lost_total',
      'UIDs lost',
      own,
      ({ counters }, recorder) => [[{ recorder }, counters.sessionsLost]],
    );
    this.#counter(
      'casement_recorder_evictions_total',
      'UIDs the recorder ended',
      own,
      ({ counters }, recorder) => [[{ recorder }, counters.evictions]],
    );
    this.#counter(
      'casement_recorder_commands_total',
      'Commands sent',
      [...own, 'command'],
      ({ counters }, recorder) =>
        [...counters.commands].map(([command, count]) => [{ recorder, command }, count]),
    );
  }

  #gauge(name: string, help: string, labelNames: string[], read: Read): void {
    collectGauge(this.registry, { name, help, labelNames, read: () => this.#readAll(read) });
  }

  #counter(name: string, help: string, labelNames: string[], read: Read): void {
    collectCounter(this.registry, { name, help, labelNames, read: () => this.#readAll(read) });
  }

  #readAll(read: Read): Reading[] {
    return this.directory.open.flatMap((recorder) => read(recorder, recorder.config.id));
  }
}

function known(labels: Readonly<Record<string, string>>, value: number | null): readonly Reading[] {
  return value === null ? [] : [[labels, value]];
}
