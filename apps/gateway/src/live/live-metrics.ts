import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collectCounter, collectGauge, type Reading } from '../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import type { CameraStream } from './camera-stream.js';
import { LiveService } from './live.service.js';

const labelNames = ['recorder', 'camera'];

/** Figures of the live streams, read when somebody asks for the metrics. */
@Injectable()
export class LiveMetrics {
  constructor(
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
    private readonly live: LiveService,
  ) {
    this.#gauge('casement_live_viewers', 'Viewers of a camera', ({ viewers }) => viewers);
    this.#gauge('casement_live_playing', '1 while pictures come', ({ live: { state } }) =>
      state === 'playing' ? 1 : 0,
    );
    this.#counter(
      'casement_rtp_packets_received_total',
      'RTP packets from a camera, good or bad',
      ({ ingest }) => ingest.received.packets,
    );
    this.#counter(
      'casement_rtp_packets_lost_total',
      'RTP packets missing in the sequence',
      ({ ingest }) => ingest.received.lost,
    );
    this.#counter(
      'casement_access_units_received_total',
      'Access units handed to the viewers of a camera',
      ({ ingest }) => ingest.received.accessUnits,
    );
    this.#counter(
      'casement_access_units_dropped_total',
      'Access units that could not be decoded',
      ({ ingest }) => ingest.received.discardedAccessUnits,
    );
    this.#counter(
      'casement_access_units_delivered_total',
      'Access units that came while somebody watched, times those who did',
      ({ delivered }) => delivered,
    );
    this.#gauge(
      'casement_live_listeners',
      'Who takes the sound of a camera',
      ({ sound }) => sound.listeners,
    );
    this.#counter(
      'casement_sound_packets_received_total',
      'Packets of sound from a camera, good or bad',
      ({ sound }) => sound.received.packets,
    );
    this.#counter(
      'casement_sound_packets_lost_total',
      'Packets of sound missing in the sequence',
      ({ sound }) => sound.received.lost,
    );
    this.#counter(
      'casement_sound_frames_received_total',
      'Frames of sound made of them',
      ({ sound }) => sound.received.frames,
    );
    this.#counter(
      'casement_units_overrun_total',
      'How often the control thread was too slow to read the units of a camera',
      ({ video, sound }) => video.overruns + sound.supply.overruns,
    );
    this.#counter(
      'casement_timestamp_jumps_total',
      'Jumps of the clock of a camera, in its pictures or its sound, that were bridged',
      ({ ingest, sound }) => ingest.received.timestampJumps + sound.received.timestampJumps,
    );
    this.#defects();
    this.#codecs();
  }

  #defects(): void {
    collectCounter(this.registry, {
      name: 'casement_stream_defects_total',
      help: 'What was wrong with the pictures or the sound of a camera, by name',
      labelNames: [...labelNames, 'media', 'defect'],
      read: () =>
        this.live.streams.flatMap(({ recorder, stream }) =>
          Object.entries({ video: stream.ingest.received, audio: stream.sound.received }).flatMap(
            ([media, { defects }]) =>
              Object.entries(defects).map(([defect, count]): Reading => [
                { recorder, camera: String(stream.camera), media, defect },
                count,
              ]),
          ),
        ),
    });
  }

  #codecs(): void {
    collectGauge(this.registry, {
      name: 'casement_camera_codec',
      help: '1 for what comes from a camera',
      labelNames: [...labelNames, 'video', 'audio', 'reorders'],
      read: () =>
        this.live.streams.map(({ recorder, stream }) => [
          {
            recorder,
            camera: String(stream.camera),
            video: stream.video.format?.codec ?? '',
            audio: stream.sound.playing?.codec ?? '',
            reorders: String(stream.video.format?.reorders ?? false),
          },
          1,
        ]),
    });
  }

  #gauge(name: string, help: string, read: (stream: CameraStream) => number): void {
    collectGauge(this.registry, { name, help, labelNames, read: () => this.#readAll(read) });
  }

  #counter(name: string, help: string, read: (stream: CameraStream) => number): void {
    collectCounter(this.registry, { name, help, labelNames, read: () => this.#readAll(read) });
  }

  #readAll(read: (stream: CameraStream) => number): Reading[] {
    return this.live.streams.map(({ recorder, stream }) => [
      { recorder, camera: String(stream.camera) },
      read(stream),
    ]);
  }
}
