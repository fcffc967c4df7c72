import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { CLOCK, type Clock } from '../../net/clock.js';
import { Audience } from '../audience.js';
import { type CameraRequest, findCamera } from '../find-camera.js';
import { LiveCameras } from '../live-cameras.js';
import type { LiveCamera } from '../live-cameras.js';
import { PictureRoute } from '../picture-route.js';
import { pictureStep } from '../picture-steps.js';
import { wholeNumber } from '../query-values.js';
import { type MjpegOptions, ViewConversions } from '../view-conversions.js';
import { waitForPicture } from '../wait-for-picture.js';
import { WayMetrics } from '../way-metrics.js';
import { MjpegViewer } from './mjpeg-viewer.js';
import { multipartType } from './multipart-writer.js';

/** More is what other ways are for. */
const maxFps = 30;
/** A conversion has one of two rates, whatever is asked for: so more clients share one. */
const slowFps = 5;
const fastFps = 15;
const defaultFps = 10;

/** Motion JPEG for whatever shows pictures but plays no video. */
@Injectable()
export class MjpegService {
  constructor(
    private readonly cameras: LiveCameras,
    private readonly conversions: ViewConversions,
    private readonly audience: Audience,
    private readonly metrics: WayMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Sends pictures until the client goes.
   *
   * @throws {ProblemError} 400, 403, 404, or 503 when no picture comes
   */
  async play(request: CameraRequest, query: URLSearchParams, response: Response): Promise<void> {
    const camera = findCamera(this.cameras, request);
    const asked = {
      fps: wholeNumber(query, 'fps', 1, maxFps) ?? defaultFps,
      width: pictureStep('width', wholeNumber(query, 'width', 64, 3_840)),
      quality: pictureStep('quality', wholeNumber(query, 'quality', 1, 100)),
    };
    if (response.req.method === 'HEAD') {
      begin(response).end();
      return;
    }
    if (response.destroyed) {
      // The client went while it was found out who it is: nothing would ever tell that it has.
      return;
    }
    const gone = new AbortController();
    const leave = this.audience.enter(request, 'mjpeg', () => {
      gone.abort();
      response.destroy();
    });
    response.once('close', () => {
      leave();
      gone.abort();
    });
    try {
      await this.#send(camera, asked, response, gone.signal);
    } finally {
      leave();
    }
  }

  async #send(
    camera: LiveCamera,
    asked: MjpegOptions & { readonly fps: number },
    response: Response,
    gone: AbortSignal,
  ): Promise<void> {
    const watch = camera.watch();
    const route = new PictureRoute({
      camera,
      source: watch.video,
      taker: {
        codecs: new Set(['jpeg'] as const),
        reorders: true,
        isChanged: asked.width !== undefined || asked.quality !== undefined,
      },
      conversions: this.conversions,
      mjpeg: { ...asked, fps: asked.fps <= slowFps ? slowFps : fastFps },
    });
    const viewer = new MjpegViewer(response, {
      fps: asked.fps,
      clock: this.clock,
      onSent: (bytes) => this.metrics.sent('mjpeg', bytes),
      onSkipped: () => this.metrics.skipped(),
    });
    let stop = (): void => undefined;
    let stopHearing = stop;
    try {
      await waitForPicture({
        supply: route.supply,
        isWanted: ({ codec }) => codec === 'jpeg',
        reason: () => route.reason,
        refused: route,
        clock: this.clock,
        signal: gone,
      });
      watch.start({
        id: 'mjpeg',
        play: () => undefined,
        close: () => {
          response.end();
          return Promise.resolve();
        },
      });
      begin(response);
      stop = route.supply.units({
        unit: (unit) => {
          if (unit.codec === 'jpeg') {
            viewer.picture(unit);
          }
        },
      });
      stopHearing = route.onChange(() => {
        if (route.refusal !== undefined) {
          response.end();
        }
      });
      await untilAborted(gone);
    } finally {
      stop();
      stopHearing();
      viewer.end();
      route.close();
      watch.leave();
    }
  }
}

function begin(response: Response): Response {
  return response.status(200).set({
    'Content-Type': multipartType,
    'Cache-Control': 'no-store',
    // A proxy that collects a few pictures makes them late.
    'X-Accel-Buffering': 'no',
  });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    } else {
      signal.addEventListener('abort', () => resolve(), { once: true });
    }
  });
}
