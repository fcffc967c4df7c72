import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collectCounter, collectGauge, type Reading } from '../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import { MediaPlane, type RunningThread } from './media-plane.js';
import type { PlaneFigures } from './messages.js';

type Read = (thread: RunningThread) => readonly Reading[];

/** Figures of the media threads, read when somebody asks for the metrics. */
@Injectable()
export class MediaMetrics {
  constructor(
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
    @Inject(MediaPlane) private readonly media: Pick<MediaPlane, 'running' | 'restarts'>,
  ) {
    this.#gauge(
      'casement_media_backend',
      '1 for what encrypts and sends in each thread',
      ['thread', 'backend', 'sender'],
      ({ thread, status: { backend, sender } }) => [
        [{ thread: String(thread), backend, sender }, 1],
      ],
    );
    this.#gauge(
      'casement_media_viewers',
      'Viewers of a thread',
      ['thread'],
      ({ thread, viewers }) => [[{ thread: String(thread) }, viewers]],
    );
    this.#gauge(
      'casement_media_cameras',
      'Cameras of a thread',
      ['thread'],
      ({ thread, cameras }) => [[{ thread: String(thread) }, cameras]],
    );
    this.#gauge(
      'casement_media_thread_delay_seconds',
      'Delay of the event loop, 99th percentile of the last seconds',
      ['thread'],
      ({ thread, report }) =>
        report === undefined ? [] : [[{ thread: String(thread) }, report.delayMs / 1000]],
    );
    this.#gauge(
      'casement_media_joins_waiting',
      'Viewers that wait for their first pictures',
      ['thread'],
      ({ thread, report }) =>
        report === undefined ? [] : [[{ thread: String(thread) }, report.plane.joinsWaiting]],
    );
    this.#figure('packets_sent', 'Packets sent, repeated ones included', 'packetsSent');
    this.#figure('retransmitted', 'Packets sent again because a browser asked', 'retransmitted');
    this.#figure(
      'skipped_access_units',
      'Access units that slow and lossy viewers did not get',
      'skipped',
    );
    this.#figure('sound_packets_sent', 'Packets of sound sent', 'soundPacketsSent');
    this.#figure(
      'sound_skipped',
      'Pieces of sound that came too late for a viewer, or in a codec it does not take',
      'soundSkipped',
    );
    this.#figure('blocked', 'How often the system took no more packets at the moment', 'blocked');
    this.#counter(
      'casement_media_dropped_datagrams_total',
      'What came to the port of a thread and was thrown away',
      ['thread', 'reason'],
      ({ thread, report }) =>
        Object.entries(report?.plane.droppedDatagrams ?? {}).map(([reason, count]): Reading => [
          { thread: String(thread), reason },
          count,
        ]),
    );
    collectCounter(registry, {
      name: 'casement_media_thread_restarts_total',
      help: 'Threads started in the place of one that died',
      labelNames: [],
      read: () => [[{}, media.restarts]],
    });
  }

  #figure(name: string, help: string, figure: keyof NumbersOf<PlaneFigures>): void {
    this.#counter(`casement_media_${name}_total`, help, ['thread'], ({ thread, report }) =>
      report === undefined ? [] : [[{ thread: String(thread) }, report.plane[figure]]],
    );
  }

  #gauge(name: string, help: string, labelNames: string[], read: Read): void {
    const { media } = this;
    collectGauge(this.registry, {
      name,
      help,
      labelNames,
      read: () => media.running.flatMap(read),
    });
  }

  #counter(name: string, help: string, labelNames: string[], read: Read): void {
    const { media } = this;
    collectCounter(this.registry, {
      name,
      help,
      labelNames,
      read: () => media.running.flatMap(read),
    });
  }
}

type NumbersOf<Figures> = {
  [Name in keyof Figures as Figures[Name] extends number ? Name : never]: number;
};
