import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Response } from 'express';
import { problems } from '../../errors/problems.js';
import { CLOCK, type Clock } from '../../net/clock.js';
import { Audience, putOutWords } from '../audience.js';
import { type CameraRequest, findCamera } from '../find-camera.js';
import { type LiveCamera, LiveCameras } from '../live-cameras.js';
import { ViewConversions } from '../view-conversions.js';
import { WayMetrics } from '../way-metrics.js';
import { HlsOutput } from './hls-output.js';
import { parseHlsQuery } from './hls-query.js';
import type { HlsQuery } from './hls-query.js';
import { kindOfResource } from './resource-kind.js';
import { sendFile } from './send-file.js';

/** An output that nobody has asked for so long ends: players ask at least every target duration. */
const idleMs = 20_000;
const lookMs = 2_000;

/** Browsers' own players ask for playlists as for any media, with a range, and give up when they find fewer segments. */
const segmentsOfNativePlayers = 3;

function wantedSegments({ req }: Response): number | undefined {
  return req.headers.range === undefined ? undefined : segmentsOfNativePlayers;
}

/** HLS outputs, one per camera and variant, while somebody reads them. */
@Injectable()
export class HlsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #outputs = new Map<string, HlsOutput>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly cameras: LiveCameras,
    private readonly conversions: ViewConversions,
    private readonly audience: Audience,
    private readonly metrics: WayMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.endIdle(), lookMs);
    this.#timer.unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#timer);
    for (const output of this.#outputs.values()) {
      output.close(putOutWords.shutdown);
    }
    this.#outputs.clear();
  }

  /** How many outputs are made at present. */
  get outputs(): number {
    return this.#outputs.size;
  }

  /**
   * Answers with the playlist; the first request starts the output.
   *
   * @throws {ProblemError} 400, 403, 404, or 503 while there are no pictures
   */
  async playlist(
    request: CameraRequest,
    query: URLSearchParams,
    response: Response,
  ): Promise<void> {
    const camera = findCamera(this.cameras, request);
    const asked = parseHlsQuery(query);
    this.#admit(request, response);
    const text = await this.#outputFor(camera, asked).playlist({
      ...asked,
      segments: wantedSegments(response),
    });
    this.metrics.hlsAnswered('playlist', text.length);
    sendFile(response, {
      type: 'application/vnd.apple.mpegurl',
      body: Buffer.from(text),
      isLasting: false,
    });
  }

  /**
   * Answers with an initialisation segment, a part or a segment.
   *
   * @throws {ProblemError} 403, 404
   */
  async resource(
    request: CameraRequest,
    { name, query }: { readonly name: string; readonly query: URLSearchParams },
    response: Response,
  ): Promise<void> {
    const camera = findCamera(this.cameras, request);
    const kind = kindOfResource(name);
    const output = this.#outputOf(camera, query.get('o'));
    if (kind === undefined || output === undefined) {
      throw problems.notFound('This is not part of a stream that is made at present.');
    }
    this.#admit(request, response);
    const body = await output.resource(name);
    if (body === undefined) {
      throw problems.notFound('This is not part of the stream, or not any more.');
    }
    this.metrics.hlsAnswered(kind, body.byteLength);
    sendFile(response, { type: 'video/mp4', body, isLasting: true });
  }

  /** Ends the outputs that nobody reads. */
  endIdle(): void {
    for (const [key, output] of this.#outputs) {
      if (output.isOver || output.idleMs > idleMs) {
        output.close('nobody reads it any more');
        this.#outputs.delete(key);
      }
    }
  }

  /** Whoever waits for an answer, or reads one slowly, has a seat: that bounds both. */
  #admit(request: CameraRequest, response: Response): void {
    const leave = this.audience.enter(request, 'hls', () => void response.destroy());
    response.once('close', leave);
    // The client went while it was found out who it is: there is no `close` to come.
    if (response.destroyed) {
      leave();
    }
  }

  #outputFor(camera: LiveCamera, query: HlsQuery): HlsOutput {
    const variant = [
      query.audio === undefined ? 'auto' : String(query.audio),
      query.video.join('+'),
    ];
    const key = [camera.recorder, camera.number, ...variant].join(' ');
    const existing = this.#outputs.get(key);
    if (existing && !existing.isOver) {
      return existing;
    }
    const output = new HlsOutput({
      camera,
      query,
      conversions: this.conversions,
      clock: this.clock,
    });
    this.#outputs.set(key, output);
    output.open();
    return output;
  }

  #outputOf({ recorder, number }: LiveCamera, id: string | null): HlsOutput | undefined {
    for (const [key, output] of this.#outputs) {
      if (output.id === id && key.startsWith(`${recorder} ${number} `)) {
        return output;
      }
    }
    return undefined;
  }
}
