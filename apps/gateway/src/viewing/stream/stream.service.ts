import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { WebSocket } from 'ws';
import { CLOCK, type Clock } from '../../net/clock.js';
import type { PutOut } from '../audience.js';
import { putOutWords } from '../audience.js';
import type { LiveCamera } from '../live-cameras.js';
import { ViewConversions } from '../view-conversions.js';
import { WayMetrics } from '../way-metrics.js';
import { FeedBudget } from './feed-budget.js';
import { StreamFeed } from './stream-feed.js';
import { variantOf } from './stream-query.js';
import type { StreamQuery } from './stream-query.js';
import { putOutCodes, StreamViewer, streamCloseCodes } from './stream-viewer.js';

/** Clients are asked so often whether they are there. */
const checkMs = 5_000;

/** Clients have nothing to say; what comes all the same is not looked at, and ends here. */
const maxClientMessages = 64;

/** Each is made separately, and remembers a few seconds: browsers ask for three or four of a camera. */
const maxFeedsPerCamera = 16;

/** RFC 6455 section 7.4.1. */
const internalError = 1011;

/** A stream that a client has opened. */
export type OpenStream = { close(why: PutOut): void };

/** The WebSocket streams: one feed per camera and variant, and its clients. */
@Injectable()
export class StreamService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #feeds = new Map<string, StreamFeed>();
  readonly #budget = new FeedBudget();
  readonly #viewers = new Set<StreamViewer>();
  readonly #logger = new Logger('StreamService');
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly conversions: ViewConversions,
    private readonly metrics: WayMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.metrics.observeFeeds(this.#budget);
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.#check(), checkMs);
    this.#timer.unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** How many streams are made at present. */
  get feeds(): number {
    return this.#feeds.size;
  }

  /** Gives a client its stream, until its socket closes. */
  open(camera: LiveCamera, asked: StreamQuery, socket: WebSocket): OpenStream {
    const viewer = new StreamViewer(socket, () => this.clock.nowMs());
    const way = asked.format === 'fmp4' ? 'websocket-mse' : 'websocket-frames';
    this.#viewers.add(viewer);
    this.#listen(viewer, socket);
    let leave = (): void => undefined;
    socket.on('close', () => {
      leave();
      if (this.#viewers.delete(viewer)) {
        this.metrics.left(way, viewer.figures);
      }
    });
    try {
      const audio = asked.audio ?? camera.hasAudio === 'yes';
      const feed = this.#feedFor(camera, { ...asked, audio });
      if (feed === undefined) {
        const reason = `${maxFeedsPerCamera} different streams of this camera are made already`;
        viewer.close(streamCloseCodes.notAcceptable, reason);
      } else {
        leave = feed.join(viewer);
      }
    } catch (error) {
      this.#logger.error({ err: error, msg: 'a stream cannot be opened' });
      viewer.close(internalError, 'the stream cannot be made');
    }
    return {
      close: (why) => {
        viewer.close(putOutCodes[why], putOutWords[why]);
        leave();
      },
    };
  }

  #listen(viewer: StreamViewer, socket: WebSocket): void {
    let messages = 0;
    // What is wrong with a socket closes it as well.
    socket.on('error', () => undefined);
    socket.on('pong', () => viewer.heard());
    socket.on('ping', (data) => {
      viewer.heard();
      if (viewer.mayAnswer) {
        socket.pong(data);
      }
    });
    socket.on('message', () => {
      viewer.heard();
      messages += 1;
      if (messages > maxClientMessages) {
        viewer.close(streamCloseCodes.chatty, 'clients have nothing to say here');
      }
    });
  }

  /** `undefined`: there would be too many of this camera. */
  #feedFor(camera: LiveCamera, query: StreamQuery): StreamFeed | undefined {
    const name = `${camera.recorder}/${camera.number} `;
    const key = `${name}${variantOf(query)}`;
    const existing = this.#feeds.get(key);
    if (existing && !existing.isOver) {
      return existing;
    }
    if (
      [...this.#feeds.keys()].filter((each) => each.startsWith(name)).length >= maxFeedsPerCamera
    ) {
      return undefined;
    }
    const feed = new StreamFeed({
      camera,
      query,
      conversions: this.conversions,
      budget: this.#budget,
      onBug: (error) => {
        this.#logger.error({ err: error, stream: key, msg: 'a stream cannot be made' });
      },
      onOver: () => {
        if (this.#feeds.get(key) === feed) {
          this.#feeds.delete(key);
        }
      },
    });
    this.#feeds.set(key, feed);
    feed.open();
    return feed;
  }

  #check(): void {
    for (const viewer of [...this.#viewers]) {
      viewer.check();
    }
  }
}
