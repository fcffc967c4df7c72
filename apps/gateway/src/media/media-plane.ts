import { randomUUID } from 'node:crypto';
import type { ViewerPlane } from '@casement/media';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { MediaStatus, type MediaThreadStatus } from '../health/media-status.js';
import { CLOCK, type Clock } from '../net/clock.js';
import type { MediaThreadClient } from './media-thread-client.js';
import { threadCount, threadSettings } from './media-threads.js';
import type { PlaneStatus, ThreadReport } from './messages.js';
import { THREAD_LAUNCHER, type ThreadLauncher } from './thread-launcher.js';
import { ThreadSlot } from './thread-slot.js';

/** Viewers are best served where their camera is; beyond this difference another thread does it. */
const maxViewersAhead = 100;

/** A thread that runs, with what it told last. */
export type RunningThread = {
  readonly thread: number;
  readonly status: PlaneStatus;
  readonly report: ThreadReport | undefined;
  readonly cameras: number;
  readonly viewers: number;
};

/** What cameras need of the media threads. */
export type MediaThreads = {
  /** The thread for one camera more; `undefined` while none can be used. */
  forCamera(): MediaThreadClient | undefined;
  /** Where to open one viewer more of a camera; `undefined` while no thread can be used. */
  planeFor(home: MediaThreadClient | undefined): ViewerPlane | undefined;
  /** A name for a ring that no other one has. */
  newRingId(): string;
};

/** The media threads: starts them, gives cameras and viewers to them, and replaces one that dies. */
@Injectable()
export class MediaPlane
  extends MediaStatus
  implements MediaThreads, OnModuleInit, OnApplicationShutdown
{
  readonly #logger = new Logger('MediaPlane');
  readonly #slots: readonly ThreadSlot[];
  readonly #note: string | undefined;

  constructor(
    @Inject(CASEMENT_CONFIG) config: CasementConfig,
    @Inject(CLOCK) clock: Clock,
    @Inject(THREAD_LAUNCHER) launch: ThreadLauncher,
  ) {
    super();
    const { threads, note } = threadCount(config.webrtc);
    this.#note = note;
    this.#slots = threadSettings(config, threads).map(
      (settings) =>
        new ThreadSlot({
          settings,
          launch,
          clock,
          random: Math.random,
          events: {
            ready: (thread, status) => this.#ready(thread, status),
            ended: (thread, reason, retryMs) =>
              this.#logger.error(
                `media thread ${thread} ended (${reason}); starting it again in ${retryMs} ms`,
              ),
            bug: (thread, message, stack) =>
              this.#logger.error({ thread, stack, msg: `an unexpected error: ${message}` }),
          },
        }),
    );
  }

  /** Resolves when every thread is ready or has failed once: then it is tried again and again. */
  async onModuleInit(): Promise<void> {
    if (this.#note !== undefined) {
      this.#logger.log(this.#note);
    }
    await Promise.all(this.#slots.map((slot) => slot.start()));
  }

  /** After the streams and viewers have been closed. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  /** The threads that can be used now. */
  get running(): readonly RunningThread[] {
    return this.#slots.flatMap(({ thread, client }) => {
      const status = client?.status;
      return client === undefined || status === undefined
        ? []
        : [
            {
              thread,
              status,
              report: client.report,
              cameras: client.cameras,
              viewers: client.viewers,
            },
          ];
    });
  }

  /** How often a thread was started in the place of one that died. */
  get restarts(): number {
    return this.#slots.reduce((sum, { restarts }) => sum + restarts, 0);
  }

  override status(): readonly MediaThreadStatus[] {
    return this.running.map(({ thread, status, cameras, viewers }) => {
      const { backend, sender, notes, addresses } = status;
      return {
        thread,
        backend,
        sender,
        notes,
        udpPort: addresses.udp4 ?? addresses.udp6,
        tcpPort: addresses.tcp4 ?? addresses.tcp6,
        cameras,
        viewers,
      };
    });
  }

  forCamera(): MediaThreadClient | undefined {
    return this.#least(({ cameras }) => cameras);
  }

  planeFor(home: MediaThreadClient | undefined): ViewerPlane | undefined {
    const least = this.#least(({ viewers }) => viewers);
    if (home?.plane === undefined || least === undefined) {
      return least?.plane;
    }
    return home.viewers - least.viewers >= maxViewersAhead ? least.plane : home.plane;
  }

  newRingId(): string {
    return randomUUID();
  }

  #least(load: (client: MediaThreadClient) => number): MediaThreadClient | undefined {
    let best: MediaThreadClient | undefined;
    for (const { client } of this.#slots) {
      if (client && (best === undefined || load(client) < load(best))) {
        best = client;
      }
    }
    return best;
  }

  #ready(thread: number, { backend, sender, addresses }: PlaneStatus): void {
    const { udp4, udp6, tcp4, tcp6 } = addresses;
    const tcp = tcp4 ?? tcp6;
    this.#logger.log(
      `media thread ${thread} sends with ${backend}/${sender} from UDP port ${udp4 ?? udp6 ?? 'none'}` +
        (tcp === undefined ? '' : ` and TCP port ${tcp}`),
    );
  }
}
