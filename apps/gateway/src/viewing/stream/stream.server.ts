import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audience, type PutOut } from '../audience.js';
import { findCamera } from '../find-camera.js';
import { LiveCameras } from '../live-cameras.js';
import { parseStreamQuery } from './stream-query.js';
import { StreamService } from './stream.service.js';
import { type AcceptUpgrade, type UpgradeRequest, UpgradeRouter } from './upgrade-router.js';

const streamPath = /^api\/v1\/recorders\/([^/]+)\/cameras\/(\d{1,6})\/live\/stream$/;

/** `…/live/stream`: who may see the camera gets a WebSocket. */
@Injectable()
export class StreamServer implements OnModuleInit {
  constructor(
    private readonly upgrades: UpgradeRouter,
    private readonly cameras: LiveCameras,
    private readonly audience: Audience,
    private readonly streams: StreamService,
  ) {}

  onModuleInit(): void {
    this.upgrades.route(streamPath, (request, door) => this.#open(request, door));
  }

  /** @throws {ProblemError} 400, 403, 404, 503 */
  #open({ principal, parts, query: asked }: UpgradeRequest, door: AcceptUpgrade): void {
    const [recorder = '', number = ''] = parts;
    const wanted = { recorder, camera: Number(number), principal };
    const camera = findCamera(this.cameras, wanted);
    const query = parseStreamQuery(asked);
    const way = query.format === 'fmp4' ? 'websocket-mse' : 'websocket-frames';
    // The handshake is made at once: nobody is put out before there is a stream to close.
    let close: (why: PutOut) => void = () => undefined;
    const leave = this.audience.enter(wanted, way, (why) => close(why));
    door.accept((client) => {
      const stream = this.streams.open(camera, query, client);
      close = (why) => stream.close(why);
    }, leave);
  }
}
