import type { Alarm } from '@casement/contract';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { BrowserSocket } from '../../events/browser-socket.js';
import { CLOCK, type Clock, type Timer } from '../../net/clock.js';
import { AlarmStore, type StoredAlarm } from '../alarm-model.js';
import { maySeeAlarm } from '../alarm-rights.js';
import { AlarmRing } from './alarm-ring.js';
import { BrowserFeed, type FeedSource } from './browser-feed.js';
import { readResumeRequest } from './resume-request.js';

/** Alarms in memory: those of some minutes of a busy night. */
const ringSize = 2_000;
/** A page asks for what it missed at once; a new alarm waits so long for that, so that the order is right. */
const holdMs = 1_000;
/** After a database that did not answer. */
const retryMs = 1_000;
/** Many browsers are served in turns of this length, with everything else that the gateway does in between. */
const turnMs = 8;

type Browser = { readonly socket: BrowserSocket; readonly feed: BrowserFeed; readonly hold: Timer };

/**
 * Alarms to browsers, over the sockets of the state gateway, which has let them in: each alarm once per browser and
 * in the order of the numbers, nothing before it is on disk; what a browser missed when it asks for it.
 */
@Injectable()
export class AlarmRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('AlarmRelay');
  readonly #browsers = new Map<string, Browser>();
  readonly #stops: (() => void)[] = [];
  /** Who may have something to be sent, in this order. */
  readonly #due = new Set<BrowserFeed>();
  #nextTurn: NodeJS.Immediate | undefined;
  readonly #ring = new AlarmRing(ringSize);
  #hasFailed = false;

  constructor(
    private readonly store: AlarmStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#stops.push(
      this.store.onStored((stored) => this.#stored(stored)),
      this.store.onChanged((alarms) => this.#changed(alarms)),
    );
  }

  beforeApplicationShutdown(): void {
    this.#stops.splice(0).forEach((stop) => stop());
    for (const id of [...this.#browsers.keys()]) {
      this.#forget(id);
    }
  }

  /** How many browsers get alarms. */
  get browsers(): number {
    return this.#browsers.size;
  }

  /** A browser that is signed in; {@link detach} it when it is gone. */
  attach(socket: BrowserSocket): void {
    const outlet = {
      maySee: (alarm: Alarm) => maySeeAlarm(socket.data.principal, alarm),
      send: (alarm: Alarm) => void socket.emit('alarm', alarm),
      sendChange: (alarm: Alarm) => void socket.emit('alarm-changed', alarm),
    };
    const feed = new BrowserFeed(outlet, this.#source, this.#latest);
    const hold = this.clock.after(holdMs, () => feed.release());
    this.#browsers.set(socket.id, { socket, feed, hold });
    socket.conn.on('drain', () => feed.drained());
    socket.on('alarms:resume', (request: unknown, answer: unknown) => {
      this.#resume(feed, request, answer);
    });
  }

  detach(socket: BrowserSocket): void {
    this.#forget(socket.id);
  }

  get #latest(): number {
    this.#ring.begin(this.store.latest);
    return Math.max(this.#ring.latest, this.store.latest);
  }

  get #source(): FeedSource {
    return {
      ring: this.#ring,
      read: async (after, limit) => {
        const stored = await this.store.after(after, limit);
        this.#hasFailed = false;
        return stored.map(({ alarm }) => alarm);
      },
      retry: (callback, error) => {
        this.#failed(error);
        this.clock.after(retryMs, callback);
      },
    };
  }

  #resume(feed: BrowserFeed, request: unknown, answer: unknown): void {
    const reply = typeof answer === 'function' ? (answer as (result: object) => void) : undefined;
    const after = readResumeRequest(request);
    if (typeof after === 'string') {
      reply?.({ error: after });
      return;
    }
    feed.resume(after, this.#latest, (latest) => reply?.({ latest }));
  }

  #stored(stored: readonly StoredAlarm[]): void {
    this.#ring.push(stored.map(({ alarm }) => alarm));
    this.#serveAll();
  }

  #changed(alarms: readonly Alarm[]): void {
    for (const alarm of alarms) {
      this.#ring.replace(alarm);
      for (const { feed } of this.#browsers.values()) {
        feed.change(alarm);
      }
    }
    this.#serveAll();
  }

  #serveAll(): void {
    for (const { feed } of this.#browsers.values()) {
      this.#due.add(feed);
    }
    if (this.#nextTurn === undefined) {
      this.#serve();
    }
  }

  #serve(): void {
    const endMs = this.clock.nowMs() + turnMs;
    this.#nextTurn = undefined;
    for (const feed of this.#due) {
      this.#due.delete(feed);
      feed.wake();
      if (this.clock.nowMs() >= endMs && this.#due.size > 0) {
        this.#nextTurn = setImmediate(() => this.#serve());
        return;
      }
    }
  }

  #forget(id: string): void {
    const browser = this.#browsers.get(id);
    this.#browsers.delete(id);
    if (browser !== undefined) {
      browser.hold.cancel();
      browser.feed.close();
      this.#due.delete(browser.feed);
    }
  }

  /** Once per outage: every browser that waits asks again and again. */
  #failed(error: unknown): void {
    if (!this.#hasFailed) {
      this.#hasFailed = true;
      this.#logger.warn({ err: error, msg: 'alarms could not be read for a browser' });
    }
  }
}
