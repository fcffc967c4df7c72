import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collectGauge, type Reading } from '../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import { CLOCK, type Clock } from '../net/clock.js';
import { DirectoryPlaybacks } from '../recorders/directory-playbacks.js';
import type { NvrRecorder } from '../recorders/nvr-recorder.js';
import { RecorderDirectory } from '../recorders/recorder-directory.js';
import { RecorderAnswers, type RecorderPages } from './ask/recorder-answers.js';
import { totalsOf } from './disks/disk-totals.js';
import { disksView } from './disks/disk-view.js';
import { errorsOfDay } from './health/error-findings.js';
import { newestFirst } from './log/log-view.js';

const gigabyte = 1e9;

type Read = (pages: RecorderPages, recorder: string, found: NvrRecorder) => readonly Reading[];

/**
 * Figures of what recorders told of themselves when somebody looked, or every half hour; see `AnswerRounds`. For
 * metrics nobody is asked, and what was not told is not shown.
 */
@Injectable()
export class InformationMetrics {
  constructor(
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
    private readonly directory: RecorderDirectory,
    private readonly playbacks: DirectoryPlaybacks,
    private readonly answers: RecorderAnswers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#disk('casement_recorder_disk_capacity_bytes', 'Capacity of a disk', 'capacityGb');
    this.#disk('casement_recorder_disk_remaining_bytes', 'Room left on a disk', 'remainingGb');
    this.#gauge(
      'casement_recorder_disk_recording',
      '1 for the disks that are being recorded to',
      ['disk'],
      ({ disks }, recorder) =>
        (disks.answer.value ?? [])
          .filter(({ capacityGb }) => capacityGb !== null)
          .map(({ name, recording }) => [{ recorder, disk: name }, recording ? 1 : 0]),
    );
    this.#totals('casement_recorder_disk_days_kept', 'How far recordings reach back', 'daysKept');
    this.#totals(
      'casement_recorder_disk_days_left',
      'Days until the oldest recordings are overwritten; 0: they are',
      'daysLeft',
    );
    this.#gauge(
      'casement_recorder_errors_day',
      'Errors of the last day in the log of the recorder',
      [],
      ({ logs }, recorder, { view }) => {
        const { value } = logs.error.answer;
        const nowMs = this.clock.wallMs() + (view.clockOffsetMs ?? 0);
        return value === undefined
          ? []
          : [[{ recorder }, errorsOfDay(newestFirst(value), nowMs).count]];
      },
    );
    this.#gauge(
      'casement_recorder_cameras',
      'Cameras by whether they are connected',
      ['connection'],
      (_pages, recorder, { cameras }) =>
        (['ok', 'error'] as const).map((connection) => [
          { recorder, connection },
          cameras.filter((camera) => camera.connection === connection).length,
        ]),
    );
    this.#gauge(
      'casement_recorder_information_age_seconds',
      'How long ago the recorder told',
      ['what'],
      ({ disks, logs }, recorder) =>
        [
          ['disks', disks.answer.asOfMs] as const,
          ['errors', logs.error.answer.asOfMs] as const,
        ].flatMap(([what, asOfMs]): Reading[] =>
          asOfMs === undefined
            ? []
            : [[{ recorder, what }, Math.max(0, this.clock.wallMs() - asOfMs) / 1_000]],
        ),
    );
  }

  #disk(name: string, help: string, which: 'capacityGb' | 'remainingGb'): void {
    this.#gauge(name, help, ['disk'], ({ disks }, recorder) =>
      (disks.answer.value ?? []).flatMap(({ name: disk, [which]: gb }): Reading[] =>
        gb === null ? [] : [[{ recorder, disk }, gb * gigabyte]],
      ),
    );
  }

  #totals(name: string, help: string, which: 'daysKept' | 'daysLeft'): void {
    this.#gauge(name, help, [], ({ disks, trend }, recorder, { view }) => {
      const zone = this.playbacks.find(recorder)?.zone;
      const { value } = disks.answer;
      if (value === undefined || zone === undefined) {
        return [];
      }
      const nowMs = this.clock.wallMs() + (view.clockOffsetMs ?? 0);
      const { gbPerDay } = trend;
      const days = totalsOf(disksView(value, zone), { nowMs, gbPerDay })[which];
      return days === null ? [] : [[{ recorder }, days]];
    });
  }

  #gauge(name: string, help: string, labels: readonly string[], read: Read): void {
    const labelNames = ['recorder', ...labels];
    collectGauge(this.registry, { name, help, labelNames, read: () => this.#readAll(read) });
  }

  #readAll(read: Read): Reading[] {
    return this.directory.open.flatMap((found) => {
      const { id } = found.config;
      const pages = this.answers.of(id);
      return pages === undefined ? [] : read(pages, id, found);
    });
  }
}
