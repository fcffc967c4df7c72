import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collectCounter, collectGauge } from '../health/collected-metrics.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import type { ControlledCamera } from './controlled-camera.js';
import { CameraControl } from './control.service.js';

/** Figures of camera control, read when somebody asks for the metrics. */
@Injectable()
export class ControlMetrics {
  constructor(@Inject(METRICS_REGISTRY) registry: Registry, control: CameraControl) {
    const gauge = (
      name: string,
      help: string,
      isMeant: (camera: ControlledCamera) => boolean,
    ): void =>
      collectGauge(registry, {
        name,
        help,
        labelNames: [],
        read: () => [[{}, control.cameras.filter((camera) => isMeant(camera)).length]],
      });
    const counter = (name: string, help: string, read: () => number): void =>
      collectCounter(registry, { name, help, labelNames: [], read: () => [[{}, read()]] });
    const { counters } = control;
    gauge(
      'casement_ptz_driven',
      'Cameras that somebody drives',
      ({ lease }) => lease !== undefined,
    );
    gauge(
      'casement_ptz_moving',
      'Cameras that move, or are being stopped',
      (camera) => camera.isMoving,
    );
    counter('casement_ptz_movements_total', 'Movements that began', () => counters.movements);
    counter('casement_ptz_take_overs_total', 'Cameras taken over', () => counters.takeOvers);
    counter('casement_ptz_refusals_total', 'Commands a camera refused', () => counters.refused);
    collectCounter(registry, {
      name: 'casement_ptz_movements_ended_total',
      help: 'Movements by what ended them',
      labelNames: ['by'],
      read: () => [...counters.ends].map(([by, count]) => [{ by }, count]),
    });
  }
}
